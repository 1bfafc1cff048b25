// @ts-check
// Which nodes of an old list stand for which of a new one. Changes nothing.
//
// The equal ones at both ends are found by comparing; in what is left, nodes that stand once in
// either list hold the alignment (the longest run of them in order), and between these, nodes of
// one kind are paired in order. About linear in the size of what is compared.

/**
 * @param {readonly Node[]} old
 * @param {readonly Node[]} fresh
 * @param {(one: Node, other: Node) => boolean} isEqual
 * @returns {{ partner: Int32Array, isSame: Uint8Array }} for each fresh node the index of its old one,
 *   ascending, or -1 where it has none; and whether they are known to be equal
 */
export function align(old, fresh, isEqual = (one, other) => one.isEqualNode(other)) {
  const partner = new Int32Array(fresh.length).fill(-1);
  const isSame = new Uint8Array(fresh.length);
  let begin = 0;
  const shorter = Math.min(old.length, fresh.length);
  while (begin < shorter && isEqual(old[begin], fresh[begin])) partner[begin] = begin++;
  let oldEnd = old.length;
  let freshEnd = fresh.length;
  // The two at `begin` are known not to be equal.
  while (oldEnd > begin && freshEnd > begin && oldEnd + freshEnd > 2 * begin + 2) {
    if (!isEqual(old[oldEnd - 1], fresh[freshEnd - 1])) break;
    partner[--freshEnd] = --oldEnd;
  }
  isSame.fill(1, 0, begin).fill(1, freshEnd);
  let [i, j] = [begin, begin];
  for (const [oldAnchor, freshAnchor] of anchors(old, fresh, begin, oldEnd, freshEnd)) {
    pairAlike(old, fresh, partner, i, oldAnchor, j, freshAnchor);
    partner[freshAnchor] = oldAnchor;
    isSame[freshAnchor] = 1;
    [i, j] = [oldAnchor + 1, freshAnchor + 1];
  }
  pairAlike(old, fresh, partner, i, oldEnd, j, freshEnd);
  return { partner, isSame };
}

/**
 * @param {readonly Node[]} old
 * @param {readonly Node[]} fresh
 * @param {number} begin
 * @param {number} oldEnd
 * @param {number} freshEnd
 * @returns {[number, number][]} what stands once in either list, in the order of both
 */
function anchors(old, fresh, begin, oldEnd, freshEnd) {
  if (oldEnd - begin < 2 || freshEnd - begin < 2) return [];
  const once = standingOnce(old, begin, oldEnd);
  /** @type {[number, number][]} */
  const pairs = [];
  for (const [key, j] of standingOnce(fresh, begin, freshEnd)) {
    const i = j < 0 ? -1 : (once.get(key) ?? -1);
    if (i >= 0) pairs.push([i, j]);
  }
  return longestAscending(pairs);
}

/**
 * @param {readonly Node[]} nodes
 * @param {number} begin
 * @param {number} end
 * @returns {Map<string, number>} the index of each key, -1 where it comes twice
 */
function standingOnce(nodes, begin, end) {
  const places = new Map();
  for (let i = begin; i < end; i++) {
    const node = nodes[i];
    const key = node instanceof Element ? node.outerHTML : `${node.nodeType}${node.nodeValue}`;
    places.set(key, places.has(key) ? -1 : i);
  }
  return places;
}

/**
 * @param {[number, number][]} pairs ascending by their second number
 * @returns {[number, number][]} as many of them as can be had with both ascending
 */
function longestAscending(pairs) {
  /** The pair that ends the best run of each length. @type {number[]} */
  const ends = [];
  const before = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([value], place) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]][0] < value) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[place] = ends[low - 1];
    ends[low] = place;
  });
  const run = [];
  for (let place = ends.at(-1) ?? -1; place >= 0; place = before[place]) run.push(pairs[place]);
  return run.reverse();
}

/**
 * Pairs, in order, nodes of one kind within a gap of either list.
 * @param {readonly Node[]} old
 * @param {readonly Node[]} fresh
 * @param {Int32Array} partner
 * @param {number} i
 * @param {number} oldEnd
 * @param {number} j
 * @param {number} freshEnd
 */
function pairAlike(old, fresh, partner, i, oldEnd, j, freshEnd) {
  while (i < oldEnd && j < freshEnd) {
    if (isAlike(old[i], fresh[j])) partner[j++] = i++;
    else if (oldEnd - i > freshEnd - j) i++;
    else j++;
  }
}

/**
 * Whether the one may be made of the other: a paragraph of a paragraph, no formula of a callout.
 * @param {Node} one
 * @param {Node} other
 */
function isAlike(one, other) {
  return one.nodeName === other.nodeName && kindOf(one) === kindOf(other);
}

/** @param {Node} node */
function kindOf(node) {
  const classes = node.nodeType === Node.ELEMENT_NODE && /** @type {Element} */ (node).getAttribute("class");
  return classes ? classes.split(" ", 1)[0] : "";
}
