// @ts-check
// What else a word may be that no text has: a misspelt one, two words, the beginnings of several; what else a tag.
import { Reader, decode } from "./postings.js";
/** @import { Ask } from "./files.js" */
/** @import { Index } from "./index.js" */
/** @import { List } from "./postings.js" */
/** @import { Unit } from "./query.js" */
/** @import { Resolver } from "./resolve.js" */

const SHORTEST = 4;
/** The parts of a word that is parted. */
const PART = 3;
/** From this length on two mistakes are allowed. */
const LONG = 8;
const MOST_SHARDS = 4;
/** Of one character. */
const MOST_BEGUN = 3;
const MOST_WORDS = 3;
/** Shards of tags. */
const MOST_TAGS = 6;

/** Another number is another thing. @param {string} word */
const digits = (word) => word.replace(/[^0-9]/g, "");

/**
 * Damerau–Levenshtein distance (of neighbours swapped once), or more than `most`.
 * @param {string} a @param {string} b @param {number} most
 */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  /** @type {number[]} */
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** @param {string} word lower case @param {Index} index @param {Ask} ask */
export async function misspelt(word, index, ask) {
  if (word.length < SHORTEST || !/^[a-z0-9_]+$/.test(word) || !/[a-z]/.test(word)) return [];
  const most = word.length < LONG ? 1 : 2;
  const [first, second] = word;
  for (const start of new Set([first + second, second + first, first, second])) {
    const range = (await index.range(`?${start}`, MOST_SHARDS, ask)) ?? [];
    const near = range
      .map(([term, payload]) => ({ term: term.slice(1), df: new Reader(payload).next(), far: distance(word, term.slice(1), most) }))
      .filter(({ term, far }) => far <= most && digits(term) === digits(word))
      .sort((a, b) => a.far - b.far || b.df - a.df);
    const best = near.filter(({ far }) => far === near[0].far).slice(0, MOST_WORDS);
    const lists = await index.lists(best.map(({ term }) => term), ask);
    if (lists.size) return [...lists].map(([term, list]) => ({ term, list, penalty: 1 }));
  }
  return [];
}

/** A word that texts write in two: `kmeans`, `usbc`, `maxpooling`; of two letters `IO` of I/O, `Wq` of W_q, even where some text has it as it is.
 * @param {Unit} unit @param {{ exact: List | undefined, isFound: boolean }} found before @param {Resolver} resolver @param {(lists: List[], isRun: boolean) => List} allTogether */
export async function parted({ text, raw }, { exact, isFound }, resolver, allTogether) {
  if (!/^[a-z0-9]{2,}$/.test(text)) return [];
  const [first, second] = text;
  if (text.length < 3) {
    // Small letters that are a word or begin one (`lr`, `tp` of tpu) stand side by side in any code, as a letter and a digit do.
    const together = (isFound && raw === text) || /[0-9]/.test(text) ? [] : [`${first} ${second}`];
    const lists = await resolver.lists([`${first}_${second}`, ...together]);
    return [...lists].map(([term, list]) => ({ term, list, penalty: exact || term[1] === " " ? 1 : 0 }));
  }
  const joined = [`${first} ${text.slice(1)}`, `${text.slice(0, -1)} ${text.at(-1)}`];
  const near = [...(await resolver.lists(joined))].map(([term, list]) => ({ term, list, penalty: 1 }));
  if (near.length || text.length < 2 * PART || /[0-9]/.test(text)) return near;
  const range = (await resolver.index.range(text.slice(0, PART), 1, resolver.ask)) ?? [];
  const firsts = range.map(([term]) => term).filter((term) => text.startsWith(term) && text.length - term.length >= PART);
  const lists = await resolver.lists(firsts.flatMap((first) => [first, text.slice(first.length)]));
  return firsts.flatMap((first) => {
    const [one, other] = [lists.get(first), lists.get(text.slice(first.length))];
    return one && other ? [{ term: `${first} ${text.slice(first.length)}`, list: allTogether([one, other], false), penalty: 1 }] : [];
  });
}

/** Of a run none of whose pairs is in any text (滑窗) what has words that begin with each of its characters in one section.
 * @param {string} run @param {Resolver} resolver @param {(choices: { list: List, penalty: number }[]) => List} either
 * @param {(lists: List[], isRun: boolean) => List} allTogether */
export async function beginnings(run, { index, ask }, either, allTogether) {
  const found = await Promise.all(
    Array.from(run, async (text) => {
      const range = (await index.range(text, MOST_BEGUN, ask)) ?? [];
      const pairs = range.filter(([term]) => [...term].length <= 2);
      return either(pairs.map(([, payload]) => ({ list: decode(payload), penalty: 1 })));
    }),
  );
  const begun = found.filter(({ ids }) => ids.length);
  return begun.length ? [allTogether(begun, false)] : [];
}

/** The tags of which one in other characters, one of the levels, or the beginning of a level is so named.
 * @param {string} typed @param {Resolver} resolver */
export async function tagged(typed, resolver) {
  const { index, ask } = resolver;
  const text = await resolver.folded(typed);
  const range = (await index.range("#", MOST_TAGS, ask)) ?? (await index.range(`#${text}`, 1, ask)) ?? [];
  const tests = [
    (/** @type {string} */ name) => name === text,
    (/** @type {string} */ name) => name.split("/").includes(text),
    (/** @type {string} */ name) => name.split("/").some((level) => level.startsWith(text)),
  ];
  const found = tests.map((test) => range.filter(([term]) => test(term.slice(1)))).find(({ length }) => length) ?? [];
  return found.map(([, payload]) => ({ list: decode(payload), penalty: 0 }));
}
