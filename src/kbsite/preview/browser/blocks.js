// @ts-check
// Which line of which file a block of the text comes from.

/** @typedef {import("./types.js").PageFacts} PageFacts */

/** The elements that the server counts. */
const COUNTED = "p, h1, h2, h3, h4, h5, h6, pre, blockquote, ul, ol, li, dl, dt, dd, table, tr, hr, figure, details, summary, div, section, img";

/**
 * @typedef {object} Spot
 * @property {Element} block
 * @property {string} path of the file
 * @property {number} line
 * @property {string} editor the URL that opens it, "" where no editor is configured
 */

/**
 * @param {PageFacts} facts
 * @returns {(target: Element) => Spot | null} where the block that holds `target` comes from
 */
export function findSpots(facts) {
  const blocks = document.querySelector(".prose")?.querySelectorAll(COUNTED) ?? [];
  /** @type {Map<Element, Spot>} */
  const spots = new Map();
  for (const [n, line, path = facts.path, pattern = facts.editor] of facts.lines ?? []) {
    const block = n < 0 ? document.querySelector("main h1") : blocks[n];
    const editor = pattern.replaceAll("{line}", String(line)).replaceAll("{column}", "1");
    if (block) spots.set(block, { block, path, line, editor });
  }
  return (target) => {
    for (let element = /** @type {Element | null} */ (target); element; element = element.parentElement) {
      const spot = spots.get(element);
      if (spot) return spot;
    }
    return null;
  };
}
