// @ts-check
// Which nodes have their titles beside them, so that none lies on another. No DOM.

/** @typedef {import("./graph.js").GraphNode} GraphNode */
/**
 * A text at a point of the graph; its left middle is some pixels `right` of it and `down`.
 * @typedef {{ at: { x: number, y: number }, text: string, right: number, down: number, width: number }} Label
 */

/** Pixels: the height of a line, what is left free around a label, and the side of a square. */
const LINE = 17;
const FREE = 3;
const SQUARE = 64;

/**
 * Labels for as many of `nodes` as there is room for, the first before the others.
 * @param {Iterable<GraphNode>} nodes
 * @param {number} scale pixels a unit
 * @param {object} how
 * @param {(text: string) => number} how.width pixels
 * @param {(node: GraphNode) => number} how.radius pixels
 * @param {Label[]} how.taken labels that are there already
 * @param {Iterable<GraphNode>} how.inTheWay nodes that are not covered
 * @param {number} how.longest Han characters of a title, about
 * @param {[number, number]} how.frame pixels from (0, 0) beyond which no label reaches, left and right
 * @returns {Label[]}
 */
export function placeLabels(nodes, scale, { width, radius, taken, inTheWay, longest, frame }) {
  const room = new Room();
  for (const label of taken) room.take(box(label, scale));
  for (const node of inTheWay) {
    const [x, y, size] = [node.x * scale, node.y * scale, radius(node) - 1];
    room.take([x - size, y - size, x + size, y + size]);
  }
  const labels = [];
  for (const node of nodes) {
    const text = shortened(node.title, longest);
    const wide = width(text);
    const away = radius(node) + 5;
    const tries = [
      [away, 0],
      [-away - wide, 0],
      [-wide / 2, away + LINE / 2 - 3],
      [-wide / 2, 3 - away - LINE / 2],
    ];
    for (const [right, down] of tries) {
      const label = { at: node, text, right, down, width: wide };
      const [x, y, end, bottom] = box(label, scale);
      if (x < frame[0] || end > frame[1] || !room.isFree([x, y, end, bottom])) continue;
      room.take([x, y, end, bottom]);
      labels.push(label);
      break;
    }
  }
  return labels;
}

/** @param {Label} label @param {number} scale @returns {[number, number, number, number]} */
function box({ at, right, down, width }, scale) {
  const [x, y] = [at.x * scale + right, at.y * scale + down];
  return [x - FREE, y - LINE / 2, x + width + FREE, y + LINE / 2];
}

/** Lines by which a name gives way to what it would lie on, up or down. */
const AWAY = [0, -1, 1, -2, 2, -3, 3];

/**
 * Names that stand in what they name, where they lie on the fewest of its nodes, as many as there is
 * room for.
 * @template {{ text: string, at: { x: number, y: number }, size: number }} Named
 * @param {Iterable<Named>} named the first before the others
 * @param {number} scale @param {(text: string) => number} width @param {number} longest
 * @param {Iterable<{ x: number, y: number }>} nodes
 * @returns {Label[]}
 */
export function placeNames(named, scale, width, longest, nodes) {
  const room = new Room();
  const below = new Room();
  for (const { x, y } of nodes) below.take([x * scale - 1, y * scale - 1, x * scale + 1, y * scale + 1]);
  const labels = [];
  for (const { text, at, size } of named) {
    const short = shortened(text, longest);
    const wide = width(short);
    const tries = AWAY.map((lines) => lines * LINE)
      .filter((down) => Math.abs(down) <= size * scale)
      .map((down) => ({ at, text: short, right: -wide / 2, down, width: wide }))
      .filter((label) => room.isFree(box(label, scale)))
      .map((label) => ({ label, covered: below.count(box(label, scale)) }));
    const best = tries.reduce((one, other) => (other.covered < one.covered ? other : one), tries[0]);
    if (!best) continue;
    room.take(box(best.label, scale));
    labels.push(best.label);
  }
  return labels;
}

/** @param {string} title @param {number} longest */
function shortened(title, longest) {
  let room = 2 * longest;
  let text = "";
  for (const char of title) {
    room -= char < "\u2e80" ? 1 : 2;
    if (room < 0) return `${text.trimEnd()}…`;
    text += char;
  }
  return text;
}

class Room {
  /** @type {Map<string, [number, number, number, number][]>} */
  #squares = new Map();

  /** @param {[number, number, number, number]} box */
  isFree(box) {
    return this.count(box) === 0;
  }

  /** How many lie on `box`; one that is in two squares counts twice. @param {[number, number, number, number]} box */
  count(box) {
    let found = 0;
    for (const key of squares(box)) {
      for (const [left, top, right, bottom] of this.#squares.get(key) ?? []) {
        if (box[0] < right && box[2] > left && box[1] < bottom && box[3] > top) found += 1;
      }
    }
    return found;
  }

  /** @param {[number, number, number, number]} box */
  take(box) {
    for (const key of squares(box)) {
      const square = this.#squares.get(key);
      if (square) square.push(box);
      else this.#squares.set(key, [box]);
    }
  }
}

/** @param {[number, number, number, number]} box */
function* squares([left, top, right, bottom]) {
  for (let x = Math.floor(left / SQUARE); x <= Math.floor(right / SQUARE); x += 1) {
    for (let y = Math.floor(top / SQUARE); y <= Math.floor(bottom / SQUARE); y += 1) yield `${x},${y}`;
  }
}
