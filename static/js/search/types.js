// @ts-check
// What the engine answers, for the modules that show it. Nothing runs here.

/**
 * @typedef {[number, number][]} Spans UTF-16 offsets of what matched, ascending
 *
 * @typedef {object} Section a passage of a note that matched
 * @property {string} anchor
 * @property {string} heading
 * @property {string} snippet
 * @property {boolean} [isCode]
 * @property {{ heading?: Spans, snippet?: Spans, title?: Spans }} [marks]
 *
 * @typedef {Section & {
 *   url: string, title: string, tags: string[], date?: string, sections?: Section[]
 * }} Result a note, with its best passage
 *
 * @typedef {object} Answer
 * @property {Result[]} results
 * @property {Result[]} partial notes that hold not all of it
 * @property {number} total how many results there are, or partial ones where there are no others
 * @property {string[]} terms to be marked in a note
 *
 * @typedef {{ name: string, count: number }} Tag
 *
 * @typedef {object} Engine
 * @property {(query: string, options: { limit: number, signal: AbortSignal }) => Promise<Answer>} search
 * @property {(options: { signal: AbortSignal }) => Promise<Tag[]>} [tags] of the last query's notes
 * @property {() => Promise<unknown>} [prefetch] what any search needs
 */

export {};
