// @ts-check
// What the reader looks at stays where it is while the page changes above it. Where the page has no
// room for it, as the file is empty or away for a moment, it comes back with the text.

import { keep, recall } from "./memory.js";

const BLOCK = "p, h1, h2, h3, h4, h5, h6, li, dt, dd, tr, pre, figure, figcaption, .math, .line";
/** How far apart, in pixels, one looks for something to hold on to. */
const STEP = 24;
/** A page that was too short for its place, and for how long that is remembered. */
const PLACE = "kbsite-place";
const KEPT_FOR = 10000;

/**
 * @template T
 * @param {() => T} change
 * @returns {T} what `change` gives
 */
export function holdPlace(change) {
  const y = scrollY;
  const lost = lostPlace();
  const result = y ? held(change) : change();
  if (lost) comeBack(lost.y);
  else if (y > roomBelow()) keepPlace(location.pathname, y);
  return result;
}

/**
 * Before the page is loaded anew, or another in its place.
 * @param {string} path of what is loaded
 */
export function leavePlace(path) {
  const y = lostPlace()?.y ?? scrollY;
  if (y) keepPlace(path, y);
  // The browser would go to the place that the page has now, after it was loaded.
  if (y) history.scrollRestoration = "manual";
}

/** When it has been loaded. */
export function findPlace() {
  const lost = JSON.parse(recall(PLACE) || "null");
  if (lost?.path === location.pathname && Date.now() < lost.until) comeBack(lost.y);
  setTimeout(() => (history.scrollRestoration = "auto"));
}

/**
 * @template T
 * @param {() => T} change
 */
function held(change) {
  const seen = visibleBlocks().map((block) => ({ block, top: block.getBoundingClientRect().top }));
  const result = change();
  // What begins in sight is a better hold than what begins above and may have grown there.
  const hold = seen.filter(({ block }) => block.isConnected).sort((a, b) => Number(a.top < 0) - Number(b.top < 0))[0];
  if (hold) {
    const moved = hold.block.getBoundingClientRect().top - hold.top;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  }
  return result;
}

/** @returns {{ y: number, until: number } | null} where the reader was and has not moved since */
function lostPlace() {
  const lost = JSON.parse(recall(PLACE) || "null");
  const isHere = lost?.path === location.pathname && Date.now() < lost.until;
  return isHere && Math.abs(scrollY - lost.at) < 2 ? lost : null;
}

/** @param {number} y */
function comeBack(y) {
  if (y > roomBelow()) return keepPlace(location.pathname, y);
  keep(PLACE, "");
  scrollTo({ top: y, behavior: "instant" });
}

/**
 * @param {string} path
 * @param {number} y
 */
function keepPlace(path, y) {
  const until = lostPlace()?.until ?? Date.now() + KEPT_FOR;
  keep(PLACE, JSON.stringify({ path, y, at: scrollY, until }));
}

/** How far the page can be scrolled. */
function roomBelow() {
  return document.documentElement.scrollHeight - innerHeight;
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
