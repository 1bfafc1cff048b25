// @ts-check
// The search, as far as every page needs it: what opens it, and whatever else a page has to do
// with it, are loaded when they are wanted.

import { styled } from "./stylesheet.js";

const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".search-open"));

/** @type {((typed?: HTMLInputElement, isEntered?: boolean) => void) | undefined} once its scripts are there */
let openDialog;
/** @type {HTMLInputElement | undefined} takes what is typed until then */
let early;

/** All scripts of the dialog, side by side; nothing of the index. */
async function load() {
  const style = styled("search");
  import("./search/engine.js").catch(() => {});
  const dialog = await import("./search/dialog.js");
  await style;
  openDialog = dialog.openSearch;
}

/** @param {Event} event */
function open(event) {
  event.preventDefault();
  if (openDialog) openDialog();
  else if (early) early.focus();
  else openLate(/** @type {HTMLAnchorElement} */ (link));
}

/** @param {HTMLAnchorElement} link */
async function openLate(link) {
  const before = /** @type {HTMLElement} */ (document.activeElement);
  const field = (early = document.createElement("input"));
  field.className = "search-early";
  field.ariaLabel = link.textContent;
  field.autocomplete = "off";
  let isEntered = false;
  let composed = Promise.resolve();
  field.addEventListener("compositionstart", () => {
    composed = new Promise((done) => field.addEventListener("compositionend", () => done()));
  });
  const close = () => {
    early = undefined;
    field.remove();
  };
  const leave = () => {
    close();
    before.focus({ preventScroll: true });
  };
  field.addEventListener("keydown", ({ key, isComposing, keyCode, ctrlKey, metaKey }) => {
    if (isComposing || keyCode === 229) return;
    if (key === "Enter") isEntered = !ctrlKey && !metaKey;
    if (key === "Escape") leave();
  });
  field.addEventListener("input", () => {
    isEntered = false;
  });
  field.addEventListener("blur", ({ relatedTarget }) => {
    // The window may have lost the focus, and not the field.
    if (early === field && document.activeElement !== field && relatedTarget !== link) close();
  });
  document.body.append(field);
  field.focus({ preventScroll: true });
  const isLoaded = await load().then(() => true, () => false);
  await composed;
  if (early !== field) return;
  leave();
  if (isLoaded) openDialog?.(field, isEntered);
  else location.assign(link.href + (field.value && `?q=${encodeURIComponent(field.value)}`));
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
