// @ts-check
// Where terms stand in what is read: case, width and accents do not count, and elements in a line
// do not part a word. Formulas, drawings and what
// is said about the note are passed over.

/** Elements that are part of a line of text. */
const IN_LINE = new Set(
  ("A ABBR B BDI BDO CITE CODE DEL DFN EM I INS KBD MARK Q S SAMP SMALL SPAN STRONG SUB SUP TIME " +
    "U VAR WBR").split(" "),
);
const PASSED_OVER = "math, svg, script, style, template, button, input, textarea, select, nav, .meta, .tags, [hidden]";
/** Between blocks: no term holds it. */
const BREAK = "\uFFFC";

/** @typedef {{ node: Text, start: number, end: number }[]} Place pieces of text nodes */

/**
 * @param {Element} root
 * @param {string[]} terms
 * @param {number} limit
 * @returns {Place[]} in the order of the text, none over another
 */
export function findTerms(root, terms, limit) {
  const { text, nodes } = textOf(root);
  const { folded, places } = fold(text);
  const wanted = [...new Set(terms.map((term) => fold(term).folded.trim()))].filter(Boolean);
  /** @type {Place[]} */
  const found = [];
  let number = 0;
  for (const [from, to] of spans(folded, wanted, limit)) {
    const start = places[from];
    // What became several characters is one in the text.
    const end = Math.max(places[to] ?? text.length, start + 1);
    while (nodes[number + 1]?.start <= start) number += 1;
    /** @type {Place} */
    const place = [];
    for (let at = number; at < nodes.length && nodes[at].start < end; at += 1) {
      const { node, start: offset } = nodes[at];
      const piece = {
        node,
        start: Math.max(start - offset, 0),
        end: Math.min(end - offset, node.data.length),
      };
      if (piece.start < piece.end) place.push(piece);
    }
    if (place.length) found.push(place);
  }
  return found;
}

/**
 * The text below `root` with breaks between blocks, and where each text node begins in it.
 * @param {Element} root
 */
function textOf(root) {
  /** @type {{ node: Text, start: number }[]} */
  const nodes = [];
  /** @type {string[]} */
  const parts = [];
  let length = 0;
  /** @param {string} text */
  const add = (text) => {
    parts.push(text);
    length += text.length;
  };
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
    const isPassedOver = /** @type {Element} */ (node).matches(PASSED_OVER);
    if (isPassedOver) add(BREAK);
    return isPassedOver ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  });
  /** @type {Element | null} */
  let block = root;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!(node instanceof Text)) continue;
    const own = blockOf(node);
    if (own !== block) add(BREAK);
    block = own;
    nodes.push({ node, start: length });
    add(node.data);
  }
  return { text: parts.join(""), nodes };
}

/**
 * @param {Text} node
 * @returns {Element | null} the nearest element around it that is no part of a line
 */
function blockOf(node) {
  let around = node.parentElement;
  while (around && IN_LINE.has(around.tagName)) around = around.parentElement;
  return around;
}

/**
 * Where any of `terms` stands, what overlaps as one.
 * @param {string} text
 * @param {string[]} terms
 * @param {number} limit
 * @returns {[number, number][]}
 */
function spans(text, terms, limit) {
  /** @type {[number, number][]} */
  const all = [];
  for (const term of terms) {
    let at = text.indexOf(term);
    for (let n = 0; at >= 0 && n < limit; at = text.indexOf(term, at + term.length)) {
      if (!isWhole(text, term, at)) continue;
      all.push([at, at + term.length]);
      n += 1;
    }
  }
  all.sort((a, b) => a[0] - b[0]);
  /** @type {[number, number][]} */
  const merged = [];
  for (const [start, end] of all) {
    const last = merged.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged.slice(0, limit);
}

/**
 * Short Latin words count only where they are words: `c` is not in `code`.
 * @param {string} text
 * @param {string} term
 * @param {number} at
 */
function isWhole(text, term, at) {
  if (!/^\w{1,2}$/.test(term)) return true;
  return !/\w/.test(text[at - 1] ?? "") && !/\w/.test(text[at + term.length] ?? "");
}

/**
 * `text` without what does not count, and the place in `text` of each character that is left.
 * @param {string} text
 * @returns {{ folded: string, places: number[] }}
 */
function fold(text) {
  /** @type {string[]} */
  const parts = [];
  /** @type {number[]} */
  const places = [];
  let at = 0;
  for (const character of text) {
    const plain = folded(character);
    parts.push(plain);
    for (let n = plain.length; n > 0; n -= 1) places.push(at);
    at += character.length;
  }
  return { folded: parts.join(""), places };
}

/**
 * @param {string} character
 * @returns {string}
 */
function folded(character) {
  if (character <= "\x7f") return /\s/.test(character) ? " " : character.toLowerCase();
  // Most Han characters are as they are.
  if (character >= "\u3041" && character <= "\u9fff") return character;
  const plain = character.normalize("NFKC");
  const isLatin = /^[\u00c0-\u024f\u1e00-\u1eff]$/.test(plain);
  return (isLatin ? plain.normalize("NFD").replace(/[\u0300-\u036f]/g, "") : plain).toLowerCase();
}
