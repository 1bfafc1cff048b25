// @ts-check
// Notes beside few results, for their titles or for what a question is about. Loaded where there are so few.
/** @import { inTitles } from "./match.js" */
/** @import { Matching } from "./matching.js" */
/** @import { Found, idf } from "./rank.js" */
/** @import { Wish } from "./rerank.js" */
/** @import { subjects } from "./terms.js" */

/** Of what is asked for, weighted by rarity: so much of it their titles have; of two words either may be the rarer one. */
const MOST_TITLED = 0.4;
/** A longer text is no question, but pasted. */
const LONG = 30;

/**
 * The notes beside those that are found of whose titles most is asked for, or that a question is about, and what is looked for in them.
 * @param {Matching} state @param {Found[]} found @param {number} most of them
 * @param {{ idf: typeof idf, inTitles: typeof inTitles, subjects: typeof subjects }} engine @returns {{ titled: Found[], wish: Wish }}
 */
export function beside(state, found, most, { idf, inTitles, subjects }) {
  const { clauses, formula, literal, text } = state.query;
  const wish = state.wish(true);
  const isQuestion = text.length < LONG && subjects(text)[0] !== text;
  const run = isQuestion ? null : soleRun(state);
  if (run) wish.said.push({ kind: "phrase", finder: gapFinder(run.text), list: null });
  const asked = run
    ? (state.matches.get(run)?.singles ?? []).map((list) => ({ list, idf: idf(list.df, state.notes) }))
    : state.wanted.filter(({ isOptional }) => !isOptional);
  if ((asked.length < 2 && !isQuestion) || formula || literal || clauses.some(({ phrase }) => phrase)) return { titled: [], wish };
  /** @type {Map<number, number>} */
  const sums = new Map(found.map(({ id }) => [id, -Infinity]));
  for (const { list, idf } of asked) for (const id of inTitles(list).ids) sums.set(id, (sums.get(id) ?? 0) + idf);
  const least = isQuestion ? -1 : MOST_TITLED * asked.reduce((sum, { idf }) => sum + idf, 0);
  return { titled: state.inPart().filter(({ id }) => (sums.get(id) ?? 0) > least).slice(0, most), wish };
}

/** What is asked for, if it is one run of Han, which may stand in titles with something in it. @param {Matching} state */
function soleRun({ query: { clauses } }) {
  const [unit, ...more] = clauses.flatMap(({ units, isNot }) => units.filter(({ kind }) => kind !== "tag" && !isNot));
  return unit?.kind === "han" && !unit.isOpen && !more.length ? unit : null;
}

/** A run with characters or signs in it that the query left out: 编码器-解码器, 树的遍历. None is what stands behind it: of 哈哈哈… there were
 * more ways than can be tried. @param {string} run */
const gapFinder = (run) => new RegExp([...run].map((one, i) => (i ? `(?:(?!${one}).)?${one}` : one)).join(""), "gu");
