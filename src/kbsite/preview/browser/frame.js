// @ts-check
// Where the preview's own parts stand: in a shadow tree beside the body, which the styles of the
// site do not reach and a patch does not touch.

import { make } from "./elements.js";
import { STYLES } from "./server.js";

/**
 * @param {string} label what a screen reader calls it
 * @returns {HTMLElement} the element that takes the parts
 */
export function makeFrame(label) {
  const host = document.createElement("kbsite-preview");
  const root = host.attachShadow({ mode: "open" });
  const frame = make("aside", { "aria-label": label, hidden: "hidden" });
  const styles = make("link", { rel: "stylesheet", href: STYLES });
  styles.onload = () => frame.removeAttribute("hidden");
  root.append(styles, frame);
  document.documentElement.append(host);
  return frame;
}
