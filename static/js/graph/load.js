// @ts-check
// The files that graphs are made from, and the pages that their notes are on.

import { href } from "./graph.js";

/** @param {string} url @returns {Promise<any>} */
export async function load(url) {
  // Its name stays while its notes change.
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

/**
 * Goes to a note, in a new tab where that is asked for.
 * @param {string} base @param {string} url @param {boolean} isNew
 */
export function visit(base, url, isNew) {
  if (isNew) window.open(href(base, url), "_blank", "noopener");
  else location.assign(href(base, url));
}

/**
 * The one element below `root` that `selector` finds.
 * @param {ParentNode} root @param {string} selector
 * @returns {HTMLElement}
 */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return /** @type {HTMLElement} */ (found);
}
