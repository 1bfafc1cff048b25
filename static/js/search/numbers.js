// @ts-check
// What finds a number in parts, one of which is a digit. Loaded when a query has one: of the digit no text has a term.

/** What finds a number with the parts that stand beside it in the query: of `1.12.0` the end alone is another number. One sign
 * parts a number; what another parts (`10.8.0.6:22`) is found as all of it.
 * @param {string} raw @param {string} text of the query */
export function numberFinder(raw, text) {
  const all = [/\d+([.:/-])\d+(?:\1\d+)*/g, /\d+(?:[.:/-]\d+)+/g].flatMap((one) => text.match(one) ?? []);
  const escaped = raw.replaceAll(".", "\\.");
  const own = new RegExp(`(?<!\\d)${escaped}(?!\\d)`);
  const number = all.find((one) => one === raw) ?? all.find((one) => own.test(one)) ?? raw;
  const letters = /[a-z]/i.test(text[text.indexOf(number) - 1] ?? "") ? "" : "a-z";
  // A point without a digit before it is none of a number: `libssl.so.1.1`.
  return new RegExp(`(?<![${letters}0-9])(?<![0-9]\\.)${number.replaceAll(".", "\\.").replace(/[/-]/g, " ?[/-] ?")}(?!\\d)`, "gu");
}
