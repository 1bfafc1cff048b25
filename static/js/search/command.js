// @ts-check
// Whether a note has the options of a command. Loaded when a query has a minus before Latin letters.
/** @import { Chunk } from "./index.js" */

const IN_CODE = /(?<!\S)-[\w+#-]+/g;
/** An option of a command in a text, where one behind Han may begin a line: `模型：\n-BERT`. */
const IN_TEXT = /(?<=(?<![!-~])[\w.~/$][!-~]*(?:[ \t]+[!-~]+)*[ \t]+)-[\w+#-]+(?![\w+#(-])/g;

/** Whether all `options` stand in one chunk, each letter by letter behind a blank. @param {Chunk} chunk @param {string[]} options */
export function hasOptions({ sections }, options) {
  const said = sections.flatMap(([, heading, text, code]) => `${heading}\n${text}`.match(code ? IN_CODE : IN_TEXT) ?? []);
  return options.every((one) => said.includes(one));
}
