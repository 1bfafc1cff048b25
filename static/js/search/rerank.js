// @ts-check
// The best notes looked at closely: their texts decide which comes first, and what of them is shown.
import { fold, merged, phraseFinder, snippet, spans, wordFinder } from "./snippets.js";
/** @import { Chunk } from "./index.js" */
/** @import { List } from "./postings.js" */
/** @import { Found } from "./rank.js" */
/** @import { Folded, Span } from "./snippets.js" */

/**
 * What is looked for: `forms` stand for one another; `raw` as typed.
 * @typedef {{ forms: string[], raw: string, weight: number, isRun: boolean }} Sought
 * What a text has to say word for word, and the list of where it may. Notes without a `phrase` are no results, without
 * a `run` partial ones, and without a `mixed` run only if others have it; those with a `literal` one come first.
 * @typedef {{ kind: "phrase" | "run" | "mixed" | "literal", finder: RegExp, list: List | null }} Said
 * @typedef {{ sought: Sought[], text: string, said: Said[] }} Wish
 * @typedef {{ anchor: string, heading: string, snippet: string, marks: { heading: Span[], snippet: Span[] }, isCode: boolean }} Part
 * @typedef {{ url: string, title: string, tags: string[], date: string, score: number, sections: Part[] } & Omit<Part, "marks"> & { marks: { title: Span[], heading: Span[], snippet: Span[] } }} Result
 */

/** In shares of all that is looked for. */
const BONUS = {
  title: 3, alias: 2.5, tag: 1, titleStart: 0.9, titled: 0.4, inTitle: 0.7, ofTitle: 0.8, named: 0.4, heading: 2, inHeading: 0.6,
  whole: 0.5, wholeAgain: 0.15, near: 0.25, run: 0.6, spelt: 0.15, found: 0.05, said: 0.3, literal: 2,
};
const MOST_PARTS = 3;
const NEAR = 12;

/** Letters and numbers only. @param {string} folded */
const bare = (folded) => folded.replace(/[^\p{L}\p{N}+#_]/gu, "");

export class Reranker {
  /** @param {Wish} wish */
  constructor({ sought, text, said }) {
    this.sought = sought;
    this.total = sought.reduce((sum, { weight }) => sum + weight, 0) || 1;
    this.whole = bare(fold(text).folded);
    // One character of Han may be part of any word.
    this.worth = /^[^a-z0-9]$/u.test(this.whole) ? 0.3 : 1;
    this.typed = phraseFinder(text, true);
    this.said = said;
    this.literal = said.find(({ kind }) => kind === "literal")?.finder;
    /** @type {Map<string, [string, number]>[]} of each that is looked for, how it stands in texts and how often, by its folded form */
    this.seen = sought.map(() => new Map());
  }

  /** What is not in these chunks of a note. @param {Chunk[]} chunks */
  lacks(chunks) {
    const texts = chunks.flatMap(({ title, aliases, tags, sections, folds }) =>
      [title, ...aliases, ...tags, ...sections.flatMap(([, heading, text]) => [heading, text])].map((text) => fold(text, folds).folded),
    );
    return this.said.filter(({ finder }) => !texts.some((text) => text.match(finder)));
  }

  /** The other name of a note by which it was found, as nothing else says why. @param {Chunk} chunk */
  alias({ aliases, tex, folds }) {
    const found = aliases.map((text) => ({ text, marks: merged(this.sought.flatMap(({ forms }) => spans(fold(text, folds), wordFinder(forms, tex)))) }));
    return found.find(({ marks }) => marks.length);
  }

  /** A note with its best section in `chunks`. @param {Found} found @param {Map<number, Chunk>} chunks @returns {Result} */
  look(found, chunks) {
    const parts = [...chunks].map(([number, chunk]) => this.sections(chunk, found.section - 8 * number));
    const sections = parts.flat();
    const [chunk] = chunks.values();
    // Its address is a name of a note, too.
    const [, name] = /([^/]*?)(?:\.html|\/)?$/.exec(chunk.url) ?? [];
    const titles = [chunk.title, name, ...chunk.aliases].map((title) => fold(title, chunk.folds));
    const opening = chunks.has(0) && sections.find(({ body }) => body.text);
    const [best] = sections.sort((a, b) => b.says - a.says);
    const perWord = this.sought.map(({ forms }) => spans(titles[0], wordFinder(forms, chunk.tex)));
    const inTitle = perWord.flat();
    const titled = this.sought.reduce((sum, { weight }, i) => sum + (perWord[i].length ? weight / this.total : 0), 0);
    // A note whose title says all of it is opened where it begins, and shown by the first text there is.
    const isTitled = perWord.every(({ length }) => length);
    // So is one of which nothing but a tag or the like says it; a heading with nothing but code is shown by that.
    const isOpened = isTitled || (best && !best.body.text.trim() && !best.heading);
    const first = (isOpened && opening) || sections.find(({ anchor, body }) => anchor === best.anchor && body.text.trim()) || best;
    // A heading with nothing but others below it is shown by the text of these, if it is at hand.
    const below = parts.find((part) => part.includes(first)) ?? [];
    const shown = below.slice(below.indexOf(first)).find(({ body }) => body.text.trim()) ?? first;
    const { anchor, heading, inHead } = isOpened || !first ? { anchor: "", heading: "", inHead: [] } : first;
    const part = first && this.part({ ...shown, anchor, heading, inHead });
    // A heading alone that is shown already says no more.
    const more = sections.filter((one) => one !== first && one !== shown && (one.body.text.trim() || one.anchor !== anchor));
    const further = more.filter((one) => [...one.inBody, ...one.inHead].some(({ length }) => length));
    this.note(chunk.title, perWord);
    const isSeen = inTitle.length || (part && [...part.marks.heading, ...part.marks.snippet].length);
    const alias = isSeen ? null : this.alias(chunk);
    return {
      url: chunk.url,
      title: chunk.title,
      tags: chunk.tags,
      date: chunk.date,
      score: found.score + this.total * (this.titles(titles, chunk.tags) + BONUS.titled * titled + (best?.says ?? 0)),
      anchor: part?.anchor ?? "",
      heading: part?.heading ?? "",
      snippet: (alias ? `${alias.text} · ` : "") + (part?.snippet ?? ""),
      isCode: !alias && (part?.isCode ?? false),
      marks: { title: merged(inTitle), heading: part?.marks.heading ?? [], snippet: alias?.marks ?? part?.marks.snippet ?? [] },
      sections: further.slice(0, MOST_PARTS).map((one) => this.part(one)),
    };
  }

  /** @param {Chunk} chunk @param {number} found the place of the section that was found */
  sections(chunk, found) {
    const finders = this.sought.map(({ forms }) => wordFinder(forms, chunk.tex));
    return chunk.sections.map(([anchor, heading, text, code], place) => {
      const [head, body] = [fold(heading, chunk.folds), fold(text, chunk.folds)];
      const inBody = finders.map((one) => spans(body, one));
      const inHead = finders.map((one) => spans(head, one));
      const asTyped = spans(body, this.literal ?? this.typed);
      const says = this.says(head, body, inBody, inHead) + (place === found ? BONUS.found : 0);
      return { anchor, heading, head, body, inBody, inHead, asTyped, says, isCode: !!code };
    });
  }

  /** What title, aliases and tags add. @param {Folded[]} titles @param {string[]} tags */
  titles(titles, tags) {
    const { whole } = this;
    if (!whole) return 0;
    const [title, path, ...aliases] = titles.map(({ folded }) => bare(folded));
    if (title === whole) return BONUS.title;
    if (aliases.includes(whole)) return BONUS.alias;
    const tag = tags.some((tag) => bare(fold(tag).folded) === whole) ? BONUS.tag : 0;
    // A number in front is not what a note is called: `121. 买卖股票`.
    const name = title.replace(/^\d+/, "");
    if (name === whole) return BONUS.title - 1;
    const part = whole.length / title.length;
    const start = name.startsWith(whole) || title.startsWith(whole) ? BONUS.titleStart + part : 0;
    // Of 梯度下降法 the title 梯度下降 says most; of 自注意力机制 注意力机制 is another thing.
    const most = name && whole.startsWith(name) && name.length * 2 > whole.length ? (BONUS.ofTitle * name.length) / whole.length : 0;
    const named = path.startsWith(whole) ? BONUS.named + whole.length / path.length : 0;
    return Math.max(tag, most, named, this.worth * (start || (title.includes(whole) ? BONUS.inTitle + part / 2 : 0)));
  }

  /** How much of what is looked for a section has, in shares.
   * @param {Folded} head @param {Folded} body @param {Span[][]} inBody @param {Span[][]} inHead */
  says(head, body, inBody, inHead) {
    let sum = 0;
    for (const [i, { weight }] of this.sought.entries()) {
      if (inBody[i].length || inHead[i].length) sum += weight / this.total;
    }
    const heading = bare(head.folded);
    if (this.whole && heading === this.whole) sum += BONUS.heading;
    else if (this.whole && heading.includes(this.whole)) sum += this.worth * (BONUS.inHeading + this.whole.length / heading.length / 2);
    const times = body.folded.match(this.typed)?.length ?? 0;
    const said = this.said.filter(({ finder }) => body.folded.match(finder) || head.folded.match(finder));
    if (said.length) sum += said.some(({ kind }) => kind === "literal") ? BONUS.literal : BONUS.said;
    if (times) sum += BONUS.whole + BONUS.wholeAgain * Math.log2(Math.min(times, 8));
    else if (this.sought.length > 1) sum += inBody.every(({ length }) => length) ? BONUS.near * nearness(inBody) : BONUS.run * this.run(inBody);
    const spelt = this.sought.some(({ raw, isRun }) => !isRun && /[A-Z_]/.test(raw) && body.text.includes(raw));
    return sum + (spelt ? BONUS.spelt : 0);
  }

  /** @param {{ anchor: string, heading: string, head: Folded, body: Folded, inBody: Span[][], inHead: Span[][], asTyped: Span[], isCode: boolean }} section @returns {Part} */
  part({ anchor, heading, body, inBody, inHead, asTyped, isCode }) {
    this.note(body.text, inBody);
    this.note(heading, inHead);
    const weights = this.sought.map(({ weight }) => weight);
    const shown = snippet(body.text, [...inBody, asTyped], [...weights, 2 * this.total]);
    return { anchor, heading, snippet: shown.snippet, marks: { heading: merged(inHead.flat()), snippet: shown.marks }, isCode };
  }

  /** How much of what is looked for stands side by side in its order at the most, in shares. @param {Span[][]} found */
  run(found) {
    let most = 0;
    /** @type {Map<number, number>} by where it ends, how much a run has */
    let runs = new Map();
    for (const [i, { weight }] of this.sought.entries()) {
      // Of two pairs of Han the second begins within the first.
      const all = found[i].map(([start, end]) => ({ end, before: Math.max(...[-1, 0, 1, 2].map((gap) => runs.get(start - gap) ?? 0)) }));
      runs = new Map(all.map(({ end, before }) => [end, before + weight]));
      for (const { before } of all) if (before) most = Math.max(most, before + weight);
    }
    return most / this.total;
  }

  /** Keeps how the words are written. @param {string} text @param {Span[][]} found */
  note(text, found) {
    for (const [i, spans] of found.entries()) {
      for (const [start, end] of spans.slice(0, 40)) {
        const word = text.slice(start, end);
        const known = this.seen[i].get(word.toLowerCase()) ?? [word, 0];
        known[1] += 1;
        this.seen[i].set(word.toLowerCase(), known);
      }
    }
  }

  /** How all that is looked for is written, by turns: each in the commonest way first, as there is not room for all. */
  words() {
    const ways = this.seen.map((words) => [...words].sort((a, b) => b[1][1] - a[1][1]));
    const turns = ways.flatMap((some) => some.map(([key, [word]], turn) => ({ key, word, turn }))).sort((a, b) => a.turn - b.turn);
    return [...new Map(turns.map(({ key, word }) => [key, word])).values()];
  }
}

/** 1 where all stand side by side in order, less the further apart. @param {Span[][]} found */
function nearness(found) {
  let least = Infinity;
  for (const [start, end] of found[0].slice(0, 50)) {
    let [at, gap] = [end, 0];
    for (const some of found.slice(1)) {
      const next = some.find(([from]) => from >= at) ?? some.find(([from]) => from >= start - 60);
      gap += next ? Math.abs(next[0] - at) + (next[0] < at ? NEAR : 0) : 1000;
      at = next?.[1] ?? at;
    }
    least = Math.min(least, gap);
  }
  return NEAR / (NEAR + least);
}
