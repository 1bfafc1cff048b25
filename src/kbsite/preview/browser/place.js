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
/** What may get another shape when it has loaded. */
const LOADING = "img, video";

/** What is held until the pictures have loaded. @type {{ block: Element, top: number, y: number } | null} */
let hold = null;
/** Called after the layout and before it is painted: nobody sees the text elsewhere. */
const reshaped = new ResizeObserver(settle);
// What the reader opens or folds is no picture that loads.
for (const act of ["pointerdown", "keydown"]) addEventListener(act, () => release(), { passive: true });

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
  settle();
  const seen = visibleBlocks().map((block) => ({ block, top: block.getBoundingClientRect().top }));
  const result = change();
  // What begins in sight is a better hold than what begins above and may have grown there.
  seen.sort((a, b) => Number(a.top < 0) - Number(b.top < 0));
  // What is still held: in the shape of the old one, a picture may begin in sight that did not before.
  if (hold) seen.unshift(hold);
  const best = seen.find(({ block }) => block.isConnected);
  release();
  if (!best) return result;
  hold = { ...best, y: scrollY };
  settle();
  const loading = loadingAbove();
  for (const picture of loading) reshaped.observe(picture);
  if (loading.length) setTimeout(release, KEPT_FOR, hold);
  else release();
  return result;
}

/** What is held is put back to its place, unless the reader went elsewhere since. */
function settle() {
  if (!hold) return;
  const moved = hold.block.isConnected ? hold.block.getBoundingClientRect().top - hold.top : 0;
  if (moved && scrollY !== hold.y) return release();
  if (moved) scrollBy({ top: moved, behavior: "instant" });
  // The browser may have put it back by itself.
  hold.y = scrollY;
}

/** @param {typeof hold} one not what is held by a later change */
function release(one = hold) {
  if (one !== hold) return;
  hold = null;
  reshaped.disconnect();
}

/**
 * Until then a picture is laid out in the shape of what it showed before. One that is not shown yet
 * is not moved by loading, but by its reader.
 * @returns {Element[]}
 */
function loadingAbove() {
  return [...document.querySelectorAll(LOADING)].filter((element) => {
    const isLoading = element instanceof HTMLImageElement ? !element.complete : /** @type {HTMLVideoElement} */ (element).readyState < 1;
    return isLoading && element.checkVisibility() && element.getBoundingClientRect().top < innerHeight;
  });
}

/** @returns {{ y: number, until: number } | null} where the reader was and has not moved since */
function lostPlace() {
  const lost = JSON.parse(recall(PLACE) || "null");
  const isHere = lost?.path === location.pathname && Date.now() < lost.until;
  return isHere && Math.abs(scrollY - lost.at) < 2 ? lost : null;
}

/** @param {number} y */
function comeBack(y) {
  release();
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
