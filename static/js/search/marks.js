// @ts-check
// On a note that was found: marks what was searched for, which the address says once, in `h`.

import { fromTemplate } from "./elements.js";
import { findTerms } from "./find.js";

/** Bounds, since an address can say anything: terms, and places that are marked. */
const TERMS = 16;
const PLACES = 500;
const NAME = "kb-search";

/** @typedef {import("./find.js").Place} Place */

/** @returns {string[]} what is to be marked; the address says it no more */
function takeTerms() {
  const url = new URL(location.href);
  const terms = url.searchParams.getAll("h");
  url.searchParams.delete("h");
  history.replaceState(history.state, "", url);
  return terms.slice(0, TERMS);
}

/**
 * @param {Place[]} places
 * @returns {() => void} takes the marks away
 */
function mark(places) {
  if (globalThis.Highlight && CSS.highlights) {
    CSS.highlights.set(NAME, new Highlight(...places.map(rangeOf)));
    return () => CSS.highlights.delete(NAME);
  }
  /** @type {HTMLElement[]} */
  const marks = [];
  // From the end, so that what stands before keeps its place.
  for (const { node, start, end } of places.flat().reverse()) {
    const made = document.createElement("mark");
    const piece = node.splitText(start);
    piece.splitText(end - start);
    piece.replaceWith(made);
    made.append(piece);
    marks.push(made);
  }
  return () => {
    for (const made of marks) {
      const around = made.parentNode;
      made.replaceWith(...made.childNodes);
      around?.normalize();
    }
  };
}

/**
 * @param {Place} place
 * @returns {StaticRange}
 */
function rangeOf(place) {
  const last = place[place.length - 1];
  return new StaticRange({
    startContainer: place[0].node,
    startOffset: place[0].start,
    endContainer: last.node,
    endOffset: last.end,
  });
}

/**
 * What is folded away is opened where it holds the place that the address names, or a mark.
 * @param {Place[]} places
 */
function reveal(places) {
  // The browser has decoded it already.
  const target = document.querySelector(":target");
  const folds = new Set(around(target));
  for (const { node } of places.flat()) {
    const holders = around(node.parentElement);
    // What stands in a summary is seen.
    if (holders[0] && node.parentElement?.closest("summary")?.parentElement === holders[0]) holders.shift();
    for (const fold of holders) folds.add(fold);
  }
  const closed = [...folds].filter(({ open }) => !open);
  for (const fold of closed) fold.open = true;
  if (closed.length) target?.scrollIntoView();
}

/** The folds that hold `element`, the inmost first. @param {Element | null} element */
function around(element) {
  /** @type {HTMLDetailsElement[]} */
  const all = [];
  for (let fold = element?.closest("details"); fold; fold = fold.parentElement?.closest("details")) all.push(fold);
  return all;
}

function start() {
  const terms = takeTerms();
  const article = document.querySelector("article.note") ?? document.querySelector("main .prose");
  const places = article ? findTerms(article, terms, PLACES) : [];
  reveal(places);
  if (!places.length) return;
  const unmark = mark(places);
  const button = fromTemplate(".search-unmark");
  const clear = () => {
    unmark();
    button.remove();
    document.removeEventListener("keydown", onKey);
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key === "Escape" && !event.isComposing && !document.querySelector("dialog[open]")) clear();
  };
  button.addEventListener("click", clear);
  document.addEventListener("keydown", onKey);
  document.body.append(button);
}

start();
