// @ts-check
// The graph of a note: all that draws it is loaded when it is opened.

import { styled } from "./stylesheet.js";

/** Draws the panels of the page when they are opened. */
export function offerGraphs() {
  for (const panel of document.querySelectorAll("details.graph-panel")) {
    const details = /** @type {HTMLDetailsElement} */ (panel);
    const show = () => {
      if (!details.open) return;
      details.removeEventListener("toggle", show);
      Promise.all([import("./graph/panel.js"), styled("graph")]).then(
        ([{ showPanel }]) => showPanel(details),
        // The next time it is opened it is tried again.
        () => details.addEventListener("toggle", show),
      );
    };
    details.addEventListener("toggle", show);
    show();
  }
}
