// @ts-check
// The search, as far as every page needs it: what opens it, and whatever else a page has to do
// with it, are loaded when they are wanted.

import { styled } from "./stylesheet.js";

const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".search-open"));

/** All scripts of the dialog, side by side; nothing of the index. */
async function load() {
  const style = styled("search");
  import("./search/engine.js").catch(() => {});
  const dialog = await import("./search/dialog.js");
  await style;
  return dialog;
}

/** @param {Event} event */
async function open(event) {
  event.preventDefault();
  try {
    (await load()).openSearch();
  } catch {
    location.assign(/** @type {HTMLAnchorElement} */ (link).href);
  }
}

/** Listens for what opens the search, and does what the page itself has to do with it. */
export function openSearch() {
  if (!link) return;
  link.addEventListener("click", (event) => {
    if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) open(event);
  });
  for (const hint of ["pointerenter", "focus"]) {
    link.addEventListener(hint, () => load().catch(() => {}), { once: true });
  }
  document.addEventListener("keydown", (event) => {
    // 229: what an input method takes.
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    const isTyped = /** @type {Element} */ (event.target).closest?.("input, textarea, select, [contenteditable]");
    if (control ? event.key.toLowerCase() === "k" && !event.shiftKey : event.key === "/" && !isTyped) open(event);
  });
  if (document.querySelector(".search-here")) import("./search/page.js");
  if (/[?&]h=/.test(location.search)) styled("search").then(() => import("./search/marks.js"));
}
