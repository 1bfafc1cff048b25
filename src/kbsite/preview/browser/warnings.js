// @ts-check
// What else is wrong with the note: a button that counts, and the list that it opens.

import { make, makeButton } from "./elements.js";
import { faultParts } from "./fault.js";

/** @typedef {import("./types.js").Fault} Fault */
/** @typedef {import("./types.js").Words} Words */

/**
 * @param {HTMLElement} frame takes the list
 * @param {HTMLElement} bar takes the button
 * @param {Words} words
 * @returns {(faults: Fault[]) => void} shows these and no others
 */
export function makeWarnings(frame, bar, words) {
  const list = make("ul");
  const panel = make("section", { class: "panel", id: "warnings", hidden: "hidden" });
  panel.append(make("h2", {}, words.warnings_title), makeButton("×", close, { class: "close", "aria-label": words.hide }), list);
  const button = makeButton("", toggle, { "aria-expanded": "false", "aria-controls": "warnings", hidden: "hidden" });
  frame.prepend(panel);
  bar.append(button);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });

  function toggle() {
    panel.toggleAttribute("hidden");
    button.setAttribute("aria-expanded", String(!panel.hidden));
  }

  function close() {
    if (!panel.hidden) toggle();
    button.focus();
  }

  return (faults) => {
    const worst = faults.some((fault) => fault.severity === "error") ? "error" : "warning";
    button.textContent = (faults.length === 1 ? words.one_warning : words.warnings).replace("{n}", String(faults.length));
    button.className = `count ${worst}`;
    button.hidden = !faults.length;
    if (!faults.length && !panel.hidden) toggle();
    list.replaceChildren(...faults.map((fault) => make("li", { class: fault.severity }, ...faultParts(fault, words))));
  };
}
