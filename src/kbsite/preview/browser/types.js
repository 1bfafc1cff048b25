// @ts-check
// What the server says, as `/_kbsite/events` and `/_kbsite/page` give it. Types alone.

/**
 * The note that was saved last: the URL of its page and the anchor of the heading below which it
 * changed first, "" at the top.
 * @typedef {{ url: string, anchor: string }} SavedNote
 *
 * `files`: with which build each file changed last, if that was after the build `since`.
 * @typedef {{
 *   server: string, build: number, note?: SavedNote | null, files: Record<string, number>,
 *   since: number,
 * }} Hello
 *
 * `changed`: paths of pages whose HTML may be another now; null stands for all. `files`: those of
 * pictures and the like whose bytes are others; null for any. `moved`: new addresses of notes by the
 * old ones.
 * @typedef {{
 *   build: number, changed: string[] | null, styles: boolean, files: string[] | null,
 *   moved: Record<string, string>, note: SavedNote | null,
 * }} Build
 *
 * `excerpt`: numbers and texts of the lines around the mistake. `editor`: the URL that opens it.
 * @typedef {{
 *   severity: "error" | "warning" | "info", code: string, path: string, line: number,
 *   column: number, message: string, hint: string, excerpt: [number, string][], editor: string,
 * }} Fault
 *
 * The n-th block of the text stands at a line; of another note, where its path and the URL of the
 * editor follow. n = -1 is the title.
 * @typedef {[n: number, line: number, path?: string, editor?: string]} BlockLine
 *
 * `editor`: a URL with `{line}` and `{column}` in it, "" where none is configured. `broken`: why the
 * page is an old one or not there. `moved`: where the note is whose page was here.
 * @typedef {{
 *   path: string, draft: boolean, lines?: BlockLine[], faults: Fault[],
 *   broken: Fault | null, editor: string, moved: string,
 * }} PageFacts
 *
 * @typedef {Record<string, string>} Words
 */

export {};
