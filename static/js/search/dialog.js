// @ts-check
// The search in a dialog over the page.

import { newElement } from "./elements.js";
import { Panel } from "./panel.js";

/** @type {{ dialog: HTMLDialogElement, panel: Panel } | undefined} */
let madeDialog;

/**
 * Opens the dialog; on the page of the search the field is there already.
 * @param {HTMLInputElement} [typed] what took the words before the dialog was there
 * @param {boolean} [isEntered] whether Enter came last
 */
export function openSearch(typed, isEntered = false) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector(".search-here input"));
  if (field) {
    take(field, typed, isEntered);
    return;
  }
  const { dialog, panel } = (madeDialog ??= make());
  if (!dialog.open) {
    hold(true);
    dialog.showModal();
    panel.prefetch();
  }
  take(panel.input, typed, isEntered);
}

/** @param {HTMLInputElement} field @param {HTMLInputElement | undefined} typed @param {boolean} isEntered */
function take(field, typed, isEntered) {
  field.focus();
  if (!typed?.value) {
    field.select();
    return;
  }
  field.value = typed.value.slice(0, field.maxLength);
  field.setSelectionRange(typed.selectionStart, typed.selectionEnd);
  field.dispatchEvent(new Event("input"));
  if (isEntered) field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
}

function make() {
  const panel = new Panel();
  const label = panel.input.getAttribute("aria-label") ?? "";
  const attributes = { class: "search-dialog", "aria-label": label };
  const dialog = /** @type {HTMLDialogElement} */ (newElement("dialog", attributes, panel.element));
  dialog.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const link = target.closest("a");
    // To a place of the page that is open nothing is loaded, and the dialog would stay over it.
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    const isHere = !isElsewhere && link?.pathname === location.pathname && link.search === location.search;
    // What surrounds the dialog counts as the dialog itself.
    if (target === dialog || target.closest(".search-close") || isHere) dialog.close();
  });
  dialog.addEventListener("cancel", (event) => {
    if (panel.isComposing) event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    panel.leave();
    hold(false);
  });
  dialog.addEventListener("keydown", (event) => keepTab(event, dialog));
  // A keyboard on the screen covers what is behind it.
  const seen = window.visualViewport;
  const fit = () => dialog.style.setProperty("--seen", `${seen?.height ?? innerHeight}px`);
  seen?.addEventListener("resize", fit);
  fit();
  document.body.append(dialog);
  return { dialog, panel };
}

/**
 * The page behind does not scroll, and keeps the place of its scroll bar.
 * @param {boolean} isHeld
 */
function hold(isHeld) {
  const { style, clientWidth } = document.documentElement;
  if (isHeld && innerWidth > clientWidth) style.scrollbarGutter = "stable";
  if (!isHeld) style.removeProperty("scrollbar-gutter");
  style.overflow = isHeld ? "hidden" : "";
}

/**
 * Tab goes from the last to the first, and not to the browser.
 * @param {KeyboardEvent} event
 * @param {HTMLDialogElement} dialog
 */
function keepTab(event, dialog) {
  if (event.key !== "Tab" || event.isComposing) return;
  const stops = [...dialog.querySelectorAll("input, button")].filter((stop) => stop.getClientRects().length);
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== from && dialog.contains(document.activeElement)) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (to).focus();
}
