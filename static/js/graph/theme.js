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
  element.append(probe);
  const style = getComputedStyle(probe);
  /** @param {string} name */
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const theme = {
    paper: colour("paper"),
    ink: colour("ink"),
    soft: colour("soft"),
    line: colour("graph-line"),
    accent: colour("accent"),
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
