// @ts-check
// What the reader looks at stays where it is while the page changes above it.

const BLOCK = "p, h1, h2, h3, h4, h5, h6, li, dt, dd, tr, pre, figure, figcaption, .math, .line";
/** How far apart, in pixels, one looks for something to hold on to. */
const STEP = 24;

/**
 * @template T
 * @param {() => T} change
 * @returns {T} what `change` gives
 */
export function holdPlace(change) {
  if (!scrollY) return change();
  const seen = visibleBlocks().map((block) => ({ block, top: block.getBoundingClientRect().top }));
  const result = change();
  // What begins in sight is a better hold than what begins above and may have grown there.
  const held = seen.filter(({ block }) => block.isConnected).sort((a, b) => Number(a.top < 0) - Number(b.top < 0))[0];
  if (held) {
    const moved = held.block.getBoundingClientRect().top - held.top;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  }
  return result;
}

/** @returns {Element[]} from top to bottom */
function visibleBlocks() {
  const text = document.querySelector(".prose") ?? document.querySelector("main");
  if (!text) return [];
  const { left, width } = text.getBoundingClientRect();
  /** @type {Set<Element>} */
  const found = new Set();
  for (let y = 1; y < innerHeight; y += STEP) {
    const block = document.elementFromPoint(left + width / 2, y)?.closest(BLOCK);
    if (block && text.contains(block)) found.add(block);
  }
  return [...found];
}
