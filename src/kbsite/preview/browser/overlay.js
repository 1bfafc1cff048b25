// @ts-check
// Why the page is an old one, or not there: laid over it until the mistake is mended, or Esc is pressed.

import { make, makeButton } from "./elements.js";
import { faultParts } from "./fault.js";

/** @typedef {import("./types.js").Fault} Fault */
/** @typedef {import("./types.js").Words} Words */

/**
 * @param {HTMLElement} frame
 * @param {Words} words
 * @returns {(fault: Fault | null) => void} shows a mistake, or that there is none
 */
export function makeOverlay(frame, words) {
  const body = make("div");
  const hide = () => overlay.setAttribute("hidden", "");
  const close = makeButton("×", hide, { class: "close", "aria-label": words.hide, title: words.hide_hint });
  // What the server shows where there is no page, is told by its class.
  const isPage = !document.body.classList.contains("substitute-page");
  const title = make("h2", {}, isPage ? words.broken : words.never_made);
  const overlay = make("section", { class: "overlay", role: "alert", hidden: "hidden" }, title, close, body);
  frame.append(overlay);
  document.addEventListener("keydown", (event) => {
    // A dialog of the page takes the key first.
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) hide();
  });
  return (fault) => {
    body.replaceChildren(...(fault ? faultParts(fault, words) : []));
    overlay.toggleAttribute("hidden", !fault);
  };
}
