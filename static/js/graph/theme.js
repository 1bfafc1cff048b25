// @ts-check
// The colours and the font in which a graph is drawn, as the stylesheets have them now.

import { COLOURS } from "./graph.js";

/**
 * @typedef {object} Theme
 * @property {string} paper
 * @property {string} ink
 * @property {string} soft
 * @property {string} line of links
 * @property {string} accent
 * @property {string} other of nodes whose folder has no colour of its own
 * @property {string[]} folders
 * @property {string} font family
 */

/**
 * @param {HTMLElement} element on which the custom properties are asked for
 * @returns {Theme}
 */
export function readTheme(element) {
  // A custom property is what was written; a colour is what it comes to.
  const probe = document.createElement("span");
  probe.hidden = true;
  // Where colours are forced all would come to that of text: nodes keep theirs, as in the legend.
  probe.style.setProperty("forced-color-adjust", "none");
  const isForced = matchMedia("(forced-colors: active)").matches;
  element.append(probe);
  const style = getComputedStyle(probe);
  /** @param {string} name @param {string} [forced] where colours are forced */
  const colour = (name, forced) => {
    probe.style.color = isForced && forced ? forced : `var(--${name})`;
    return style.color;
  };
  const theme = {
    paper: colour("paper", "Canvas"),
    ink: colour("ink", "CanvasText"),
    soft: colour("soft", "CanvasText"),
    line: colour("graph-line", "GrayText"),
    accent: colour("accent", "LinkText"),
    other: colour("graph-other"),
    folders: Array.from({ length: COLOURS }, (_, number) => colour(`graph-${number + 1}`)),
    font: style.fontFamily,
  };
  probe.remove();
  return theme;
}

/** Calls back when the colours may be others. @param {() => void} changed */
export function watchTheme(changed) {
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme", "class", "style"] });
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", changed);
  }
}
