// @ts-check
// Making elements: text is always text, never HTML.

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function newElement(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * What stands in the page's template, once for each call.
 * @param {string} selector of one element in it
 * @returns {HTMLElement}
 */
export function fromTemplate(selector) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("KB-search"));
  return part(document.importNode(template.content, true), selector);
}

/**
 * The one element below `root` that `selector` finds.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/**
 * `text` with some of it marked.
 * @param {string} text
 * @param {ReadonlyArray<readonly [number, number]>} [spans] UTF-16 offsets, ascending
 * @returns {(string | Node)[]}
 */
export function marked(text, spans = []) {
  /** @type {(string | Node)[]} */
  const parts = [];
  let done = 0;
  for (const [start, end] of spans) {
    if (start < done || end <= start) continue;
    parts.push(text.slice(done, start), newElement("mark", {}, text.slice(start, end)));
    done = end;
  }
  parts.push(text.slice(done));
  return parts;
}
