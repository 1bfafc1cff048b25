// @ts-check
// Which node is at a point: nodes lie in squares, so that few are looked at. No DOM.

/** @typedef {import("./graph.js").GraphNode} GraphNode */

export class Finder {
  /** @type {Map<number, GraphNode[]>} */
  #squares = new Map();
  #side;
  #left;
  #top;

  /** @param {GraphNode[]} nodes */
  constructor(nodes) {
    const xs = nodes.map((it) => it.x);
    const ys = nodes.map((it) => it.y);
    this.#left = smallest(xs);
    this.#top = smallest(ys);
    const area = (largest(xs) - this.#left + 1) * (largest(ys) - this.#top + 1);
    this.#side = Math.sqrt(area / Math.max(1, nodes.length)) || 1;
    for (const it of nodes) {
      const key = this.#key(this.#column(it.x), this.#row(it.y));
      const square = this.#squares.get(key);
      if (square) square.push(it);
      else this.#squares.set(key, [it]);
    }
  }

  /**
   * The nearest node that is no further than `most`.
   * @param {number} x @param {number} y @param {number} most
   * @param {(node: GraphNode) => boolean} counts
   * @returns {GraphNode | undefined}
   */
  at(x, y, most, counts) {
    let best;
    let least = most * most;
    for (const it of this.within(x - most, y - most, x + most, y + most)) {
      const distance = (it.x - x) ** 2 + (it.y - y) ** 2;
      if (distance <= least && counts(it)) [best, least] = [it, distance];
    }
    return best;
  }

  /** @param {number} left @param {number} top @param {number} right @param {number} bottom */
  *within(left, top, right, bottom) {
    const columns = [this.#column(left), this.#column(right)];
    const rows = [this.#row(top), this.#row(bottom)];
    if ((columns[1] - columns[0]) * (rows[1] - rows[0]) > this.#squares.size) {
      for (const square of this.#squares.values()) yield* square;
      return;
    }
    for (let column = columns[0]; column <= columns[1]; column += 1) {
      for (let row = rows[0]; row <= rows[1]; row += 1) yield* this.#squares.get(this.#key(column, row)) ?? [];
    }
  }

  /** @param {number} x */
  #column(x) {
    return Math.floor((x - this.#left) / this.#side);
  }

  /** @param {number} y */
  #row(y) {
    return Math.floor((y - this.#top) / this.#side);
  }

  /** @param {number} column @param {number} row */
  #key(column, row) {
    return column * 100003 + row;
  }
}

/** @param {number[]} values */
const smallest = (values) => values.reduce((least, value) => Math.min(least, value), Infinity);
/** @param {number[]} values */
const largest = (values) => values.reduce((most, value) => Math.max(most, value), -Infinity);
