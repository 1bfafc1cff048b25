// @ts-check
// What a minus in a query is: a sign, one that leaves out what is behind it, or that of an option. Loaded when there may be one.
/** @import { Ask } from "./files.js" */
/** @import { Chunk, Index } from "./index.js" */
/** @import { Found } from "./rank.js" */

/** Begins with a sign, a Greek letter or a number (`->next`, `-=1`, `--amend`, `-λ`, `-1`), is one letter (`-x`), or is code (`-std=c++17`, `-abs(x)`). */
const NO_WORD = /^(?:[!$%&(-/:-?[-^`{-~]|\p{Sm}|\p{Script=Greek}|[0-9][0-9.,]*(?:[eE]-?[0-9]+)?(?![\p{L}\p{N}_])|[a-z](?![\p{L}\p{N}_+#])|\w+[=(\[])/u;
/** What a minus leaves out, if it is no option of a command. */
const OPTION = /(?<!\S)-[\w+#-]+/g;
/** An option of a command in a text, where one behind Han may begin a line: `模型：\n-BERT`. */
const IN_TEXT = /(?<=(?<![!-~])[\w.~/$][!-~]*(?:[ \t]+[!-~]+)*[ \t]+)-[\w+#-]+(?![\w+#(-])/g;

/** Whether a minus leaves a word out: not behind a sign (`x & -x`) or before what is code, a number or a formula.
 * @param {string} word @param {string} before what stands before it */
export const isOperator = (word, before) => !NO_WORD.test(word) && (!before || /[\p{L}\p{N}]/u.test(before));

/** What may be options of a command in a query. @param {string} query */
export const options = (query) => query.match(OPTION);

/** Whether one of the notes has all `options` in one chunk as they were typed: `tar -xzf notes.tgz`.
 * @param {string[]} options @param {Found[]} found the best @param {Index} index @param {Ask} ask */
export async function isCommand(options, found, index, ask) {
  const chunks = await Promise.all(found.map(({ id, section }) => index.chunk(id, section >> 3, ask)));
  return chunks.some((chunk) => hasOptions(chunk, options));
}

/** Whether all `options` stand in one chunk, each letter by letter behind a blank. @param {Chunk} chunk @param {string[]} options */
function hasOptions({ sections }, options) {
  const said = sections.flatMap(([, heading, text, code]) => `${heading}\n${text}`.match(code ? OPTION : IN_TEXT) ?? []);
  return options.every((one) => said.includes(one));
}
