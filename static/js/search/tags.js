// @ts-check
// The tags of what was found, as buttons that put `tag:…` into the query and take it out again.

import { newElement } from "./elements.js";

/** How many tags are offered. */
const SHOWN = 8;
const OPERATOR = /(?<=^|\s)tag[:：]("[^"]*"|\S+)/giu;

/**
 * The tags that `query` asks for.
 * @param {string} query
 * @returns {string[]}
 */
function tagsOf(query) {
  return [...query.matchAll(OPERATOR)].map((found) => found[1].replaceAll('"', ""));
}

/**
 * `query` with the tag `name`, or without it if it has it.
 * @param {string} query
 * @param {string} name
 */
export function toggleTag(query, name) {
  const without = query.replace(OPERATOR, (whole, tag) => (same(tag.replaceAll('"', ""), name) ? "" : whole));
  const rest = (tagsOf(query).some((tag) => same(tag, name)) ? without : query).replace(/\s+/g, " ").trim();
  if (rest !== query.replace(/\s+/g, " ").trim()) return rest;
  return `${rest} tag:${/\s/.test(name) ? `"${name}"` : name}`.trim();
}

/**
 * The buttons for `query`: first the tags that it asks for, then those that would narrow it.
 * @param {import("./types.js").Tag[]} tags
 * @param {string} query
 * @param {number} total how many notes there are
 * @returns {HTMLElement[]}
 */
export function tagButtons(tags, query, total) {
  const chosen = tagsOf(query);
  const further = tags.filter(({ name, count }) => count < total && !chosen.some((tag) => same(tag, name)));
  return [
    ...chosen.map((name) => button(name, true)),
    ...further.slice(0, SHOWN).map(({ name, count }) => button(name, false, count)),
  ];
}

/**
 * @param {string} name
 * @param {boolean} isPressed
 * @param {number} [count]
 */
function button(name, isPressed, count) {
  const attributes = { type: "button", "data-tag": name, "aria-pressed": String(isPressed) };
  const made = newElement("button", attributes, name);
  if (count) made.append(" ", newElement("span", { class: "count" }, String(count)));
  return made;
}

/**
 * @param {string} a
 * @param {string} b
 */
function same(a, b) {
  return a.normalize("NFKC").toLowerCase() === b.normalize("NFKC").toLowerCase();
}
