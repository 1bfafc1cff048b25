// @ts-check
// How a question is asked in English, which no answer has to say. Loaded when a query has such a word.

const ASKING = /^(how (?:to|do|does|can)|what(?:'s| is| are| do| does)|why (?:is|are|do|does)|when to) (?:(?:i|we|you|use|the|an?) )?(?=\S)/i;
const ASKED_END = /(?<=^(?:how|what|why) (?:do|does) .*\S) (?:works?|means?)$/i;
const MARK = /(?<=^(?:how|what|why|when)\b.*)\s*\?\s*$/i;

/** A query without the mark at its end. @param {string} typed */
export const unmarked = (typed) => typed.replace(MARK, "");

/** What is asked about, and the term of how it is asked. @param {string} plain what was typed without operators @returns {[string, string]} */
export function asked(plain) {
  const [start = "", asking = ""] = ASKING.exec(plain) ?? [];
  return [plain.replace(ASKED_END, "").slice(start.length), asking.replace(/[^a-z]/gi, "").toLowerCase()];
}
