// @ts-check
// Which part of a graph is seen, and how large. No DOM.

/** How far nearer than the whole, and how far farther. */
const NEAREST = 40;
const FARTHEST = 0.5;
/** Milliseconds of a flight. */
const FLIGHT = 260;

/** @typedef {{ x: number, y: number, scale: number }} Place the point in the middle, pixels a unit */

export class Camera {
  /** @type {Place} */
  at = { x: 0, y: 0, scale: 1 };
  /** Pixels a unit at which all is seen. */
  whole = 1;
  /** What is in the middle then. */
  middle = { x: 0, y: 0 };
  width = 1;
  height = 1;
  /** @type {{ from: Place, to: Place, start: number } | undefined} */
  #flight;

  /** @param {number} x @param {number} y @returns {[number, number]} */
  toScreen(x, y) {
    const { at } = this;
    return [(x - at.x) * at.scale + this.width / 2, (y - at.y) * at.scale + this.height / 2];
  }

  /** @param {number} x @param {number} y @returns {[number, number]} */
  toWorld(x, y) {
    const { at } = this;
    return [(x - this.width / 2) / at.scale + at.x, (y - this.height / 2) / at.scale + at.y];
  }

  /** @param {number} right pixels @param {number} down */
  pan(right, down) {
    this.#flight = undefined;
    const { scale } = this.at;
    this.at = { ...this.at, x: this.at.x - right / scale, y: this.at.y - down / scale };
  }

  /** Zooms; what is at a pixel stays there. @param {number} factor @param {number} x @param {number} y */
  zoom(factor, x, y) {
    this.#flight = undefined;
    const [worldX, worldY] = this.toWorld(x, y);
    const scale = Math.min(this.whole * NEAREST, Math.max(this.whole * FARTHEST, this.at.scale * factor));
    this.at = {
      scale,
      x: worldX - (x - this.width / 2) / scale,
      y: worldY - (y - this.height / 2) / scale,
    };
  }

  /**
   * The place from which all of `points` are seen.
   * @param {Iterable<{ x: number, y: number }>} points
   * @param {number} beside pixels that stay free @param {number} above
   * @returns {Place | undefined} undefined where there are none
   */
  around(points, beside, above) {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { x, y } of points) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    if (left > right) return undefined;
    const wide = Math.max(40, this.width - 2 * beside) / (right - left || 1);
    const high = Math.max(40, this.height - 2 * above) / (bottom - top || 1);
    return { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min(wide, high) };
  }

  /** @param {Place} to @param {number} now milliseconds; below 0 there is no flight */
  fly(to, now) {
    this.#flight = now < 0 ? undefined : { from: this.at, to, start: now };
    if (now < 0) this.at = to;
  }

  /** Goes on with a flight. @param {number} now @returns {boolean} whether there is one */
  advance(now) {
    if (!this.#flight) return false;
    const { from, to, start } = this.#flight;
    const passed = Math.min(1, Math.max(0, now - start) / FLIGHT);
    const share = 1 - (1 - passed) ** 3;
    const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * share;
    // Evenly in what is seen, not in scale.
    const scale = from.scale * (to.scale / from.scale) ** share;
    this.at = { x: mix(from.x, to.x), y: mix(from.y, to.y), scale };
    if (passed === 1) this.#flight = undefined;
    return true;
  }
}
