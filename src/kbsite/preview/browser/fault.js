// @ts-check
// One mistake of the author's as it is shown: what is wrong, where, and the lines around it.

import { make } from "./elements.js";

/** @typedef {import("./types.js").Fault} Fault */
/** @typedef {import("./types.js").Words} Words */

/**
 * @param {Fault} fault
 * @param {Words} words
 * @returns {HTMLElement[]}
 */
export function faultParts(fault, words) {
  /** @type {HTMLElement[]} */
  const parts = [make("p", { class: "message" }, fault.message)];
  if (fault.hint) parts.push(make("p", { class: "hint" }, fault.hint));
  parts.push(placeOf(fault, words));
  if (fault.excerpt.length) parts.push(excerptOf(fault, words));
  return parts;
}

/**
 * @param {Fault} fault
 * @param {Words} words
 */
function placeOf(fault, words) {
  const place = [fault.path, ...(fault.line ? [fault.line, fault.column] : [])].filter(Boolean).join(":");
  const parts = [make("span", { class: "where" }, place), make("span", { class: "code" }, fault.code)];
  if (fault.editor) parts.push(make("a", { href: fault.editor }, words.open_in_editor));
  return make("p", { class: "place" }, ...parts);
}

/**
 * @param {Fault} fault
 * @param {Words} words
 */
function excerptOf(fault, words) {
  const lines = fault.excerpt.map(([number, text]) => {
    const isFaulty = number === fault.line;
    const tag = isFaulty ? "mark" : "span";
    return make(tag, { class: "line" }, make("span", { class: "number" }, String(number)), `${text}\n`);
  });
  return make("pre", { tabindex: "0", role: "group", "aria-label": words.excerpt }, ...lines);
}
