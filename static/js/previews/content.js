// @ts-check
// What a link leads to: the start of a note, one of its sections or blocks, or a footnote.

/** @typedef {{ title: string, body: DocumentFragment }} Content `title` is "" within the page */

/** So many characters and blocks are enough to know what it is about. */
const CHARACTERS = 900;
const BLOCKS = 12;
const HEADING = /^H[1-6]$/;
const BLOCK = "li, p, pre, table, blockquote, dt, dd, figure, details, math[display=block]";
/** What does nothing in a preview, or too much. */
const LEFT_OUT = "script, iframe, video, audio, form, button, .footnotes, .footnote-back, .toc-marker, .code-tabs";

/** Pages that were asked for, by path. @type {Map<string, Promise<Document | null>>} */
const pages = new Map();
// The preview of a site that is written on says when it has changed.
addEventListener("kbsite:changed", () => pages.clear());

/**
 * @param {HTMLAnchorElement} link
 * @returns {Promise<Content | null>} null where there is nothing to show
 */
export async function contentOf(link) {
  const isHere = link.pathname === location.pathname;
  const page = isHere ? document : await pageAt(link.pathname);
  const text = page?.querySelector("main .prose");
  if (!page || !text) return null;
  const id = decodeURIComponent(link.hash.slice(1));
  const target = id ? page.getElementById(id) : null;
  if (isHere && !target) return null;
  const isFootnote = link.getAttribute("role") === "doc-noteref";
  const blocks = isFootnote && target ? [...target.childNodes] : target && text.contains(target) ? sectionOf(target) : [...text.children];
  const body = copyOf(blocks);
  if (!body.hasChildNodes()) return null;
  takeStyles(page);
  return { title: isHere ? "" : (page.querySelector("main h1")?.textContent ?? "").trim(), body };
}

/** @param {string} path @returns {Promise<Document | null>} the page there, fetched once */
function pageAt(path) {
  const known = pages.get(path);
  if (known) return known;
  const page = fetch(path).then(async (response) => {
    if (!response.ok) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  });
  pages.set(path, page);
  page.catch(() => pages.delete(path));
  return page;
}

/** @param {Element} target @returns {Element[]} a heading and what it heads, or the block around another element */
function sectionOf(target) {
  if (!HEADING.test(target.tagName)) return [target.closest(BLOCK) ?? target];
  const section = [target];
  for (let next = target.nextElementSibling; next && section.length < BLOCKS; next = next.nextElementSibling) {
    if (HEADING.test(next.tagName) && next.tagName <= target.tagName) break;
    section.push(next);
  }
  return section;
}

/** @param {Node[]} blocks @returns {DocumentFragment} the first of them, without what does not belong there */
function copyOf(blocks) {
  const copy = document.createDocumentFragment();
  let left = CHARACTERS;
  for (const block of blocks.slice(0, BLOCKS)) {
    if (left <= 0) break;
    left -= block.textContent?.length ?? 0;
    copy.append(document.importNode(block, true));
  }
  for (const element of copy.querySelectorAll(LEFT_OUT)) element.remove();
  for (const element of copy.querySelectorAll("[id], [tabindex]")) {
    element.removeAttribute("id");
    element.removeAttribute("tabindex");
  }
  // Code in tabs stands there in full, as it came.
  for (const part of copy.querySelectorAll(".code-group, .code-group > *")) {
    for (const name of ["data-tabs", "hidden", "role", "aria-labelledby"]) part.removeAttribute(name);
  }
  // A list item or a cell stands alone.
  for (const item of copy.querySelectorAll(":scope > :is(li, dt, dd)")) {
    const block = document.createElement("div");
    block.append(...item.childNodes);
    item.replaceWith(block);
  }
  return copy;
}

/** Formulas have a stylesheet that a page without any does not load. @param {Document} page */
function takeStyles(page) {
  for (const sheet of page.querySelectorAll('link[rel="stylesheet"]')) {
    const href = sheet.getAttribute("href");
    if (href?.endsWith("/math.css") && !document.querySelector(`link[href="${CSS.escape(href)}"]`)) {
      document.head.append(document.importNode(sheet));
    }
  }
}
