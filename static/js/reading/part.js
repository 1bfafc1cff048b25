// @ts-check
// Parts that `macros.html` has in the words of the site.

/**
 * A part of the template, to be put into the page.
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function part(selector) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("#KB-reading"));
  const found = /** @type {HTMLElement} */ (template.content.querySelector(selector));
  return /** @type {HTMLElement} */ (document.importNode(found, true));
}
