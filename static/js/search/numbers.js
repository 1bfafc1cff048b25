// @ts-check
// What finds a number in parts, one of which is a digit. Loaded when a query has one: of the digit no text has a term.

/** What finds a number with the parts that stand beside it in the query: of `1.12.0` the end alone is another number.
 * @param {string} raw @param {string} text of the query */
export function numberFinder(raw, text) {
  const all = text.match(/\d+([.:/-])\d+(?:\1\d+)*/g) ?? [];
  const escaped = raw.replaceAll(".", "\\.");
  const own = new RegExp(`(?<!\\d)${escaped}(?!\\d)`);
  const number = all.find((one) => one === raw) ?? all.find((one) => own.test(one)) ?? raw;
  const letters = /[a-z]/i.test(text[text.indexOf(number) - 1] ?? "") ? "" : "a-z";
  return new RegExp(`(?<![${letters}0-9.])${number.replaceAll(".", "\\.").replace(/[/-]/g, " ?[/-] ?")}(?!\\d)`, "gu");
}
