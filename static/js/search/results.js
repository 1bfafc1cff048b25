// @ts-check
// Notes that were found, as groups of options: each note with its best passage, and more of them.

import { marked, newElement } from "./elements.js";

/** How many further passages of a note are shown. */
const SECTIONS = 3;
/** Bounds of what a link carries to the note: terms, and characters of each. */
const TERMS = 8;
const TERM_LENGTH = 60;

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Result} Result
 * @typedef {import("./types.js").Section} Section
 */

/**
 * Fills `list` with an answer.
 * @param {HTMLElement} list
 * @param {Answer} answer
 * @param {{ partial: string, more: string }} words
 */
export function show(list, answer, words) {
  const { results, partial, terms, total } = answer;
  const found = document.createDocumentFragment();
  const more = { role: "option", class: "search-more", "aria-selected": "false" };
  for (const result of results) found.append(note(result, terms, result.title));
  if (results.length && total > results.length) found.append(newElement("div", more, words.more));
  if (partial.length) {
    const divide = { role: "presentation", class: "search-divide" };
    found.append(newElement("p", divide, words.partial));
    for (const result of partial) {
      found.append(note(result, terms, `${words.partial}: ${result.title}`));
    }
  }
  if (!results.length && total > partial.length) found.append(newElement("div", more, words.more));
  list.replaceChildren(found);
}

/**
 * @param {Result} result
 * @param {string[]} terms
 * @param {string} name of the group
 */
function note(result, terms, name) {
  const { url, title, tags, date, marks } = result;
  const head = newElement("span", { class: "hit-head" });
  head.append(newElement("span", { class: "hit-title" }, ...marked(title, marks?.title)));
  if (date) head.append(" ", newElement("time", { datetime: date }, date.slice(0, 10)));
  const first = resultOption(url, result, terms);
  first.prepend(head);
  if (tags.length) {
    const named = tags.map((tag) => newElement("span", {}, tag));
    first.append(newElement("span", { class: "hit-tags" }, ...named));
  }
  const group = newElement("div", { role: "group", "aria-label": name }, first);
  for (const section of (result.sections ?? []).slice(0, SECTIONS)) {
    const further = resultOption(url, section, terms);
    further.classList.add("search-section");
    group.append(further);
  }
  return group;
}

/**
 * A link to a passage.
 * @param {string} url of the note
 * @param {Section} section
 * @param {string[]} terms
 */
function resultOption(url, section, terms) {
  const { heading, snippet, isCode, marks } = section;
  const link = newElement("a", {
    role: "option",
    class: "search-hit",
    href: targetOf(url, section.anchor, terms),
    tabindex: "-1",
    "aria-selected": "false",
  });
  if (heading) {
    link.append(newElement("span", { class: "hit-heading" }, ...marked(heading, marks?.heading)));
  }
  if (snippet) {
    const style = { class: isCode ? "hit-text hit-code" : "hit-text" };
    link.append(newElement(isCode ? "code" : "span", style, ...marked(snippet, marks?.snippet)));
  }
  return link;
}

/**
 * Where a result leads; `marks.js` reads `h` there and takes it away.
 * @param {string} url
 * @param {string} anchor
 * @param {string[]} terms
 */
function targetOf(url, anchor, terms) {
  const marks = terms.filter((term) => term.length <= TERM_LENGTH).slice(0, TERMS);
  const query = new URLSearchParams(marks.map((term) => ["h", term])).toString();
  return url + (query && `?${query}`) + (anchor && `#${encodeURIComponent(anchor)}`);
}
