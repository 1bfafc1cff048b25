// @ts-check
// What is to be found → lists: exactly, by prefix, in other characters, by sound, misspelt.
import { SearchFetchError } from "./files.js";
import { allTogether, either, together } from "./match.js";
import { EMPTY, decode } from "./postings.js";
import { askedTerms, hanTerms, subjects } from "./terms.js";
/** @import { Ask } from "./files.js" */
/** @import { Index } from "./index.js" */
/** @import { List } from "./postings.js" */
/** @import { Unit } from "./query.js" */

/**
 * `singles`: the lists of its terms that there are, for what is found in part; `rest`: the pairs of a run that were not
 * asked. `forms`: as it stands in texts.
 * `isOptional`: too little to be asked for; `more`: lists of which one is asked for and all are better.
 * @typedef {{ list: List, singles: List[], rest?: string[], forms: string[], isOptional: boolean, more?: List[] }} Match
 * `isWhole`: all of split lists; `isWide`: prefixes also of what is found; `split`: the split lists of what is asked, as
 * far as they are read; `telling`: those of them that tell notes apart; `folds`: simplified characters that were found for others.
 * @typedef {{ isWhole?: boolean, isWide?: boolean, split: Map<string, List>, telling: Set<string>, folds: Map<string, string> }} How
 */

/** Shards that a prefix may take. */
const MOST_SHARDS = 3;
/** A term of so many notes needs no other reading. */
const ENOUGH = 10;
const MOST_FORMS = 60;
/** Pairs of a run that are asked where there are split lists; one of a note in so many says little. */
const ASKED = 3;
const COMMON = 2;

/** A module that is needed late. @template T @param {Promise<T>} module @returns {Promise<T>} */
export const loaded = (module) =>
  module.catch((error) => {
    throw new SearchFetchError(String(error?.message ?? error), false, error);
  });

/** Endings of English plurals and what stands for them; the other way where a plural does not begin with the word. @type {[RegExp, string][]} */
const PLURALS = [
  [/(?<![su])s$/, ""],
  [/(?<!i)es$/, ""],
  [/ies$/, "y"],
  [/(?<![aeiou])y$/, "ies"],
  [/[ei]x$/, "ices"],
  [/ices$/, "ex"],
  [/ices$/, "ix"],
];

/** What an English word may be the plural or the singular of. @param {string} word */
function spellings(word) {
  return /^[a-z]{5,}$/.test(word) ? PLURALS.filter(([end]) => end.test(word)).map(([end, other]) => word.replace(end, other)) : [];
}

export class Resolver {
  /** @param {Index} index @param {Ask} ask @param {How} how */
  constructor(index, ask, how) {
    this.index = index;
    this.ask = ask;
    this.how = how;
  }

  /** @param {Unit} unit @returns {Promise<Match>} */
  match(unit) {
    if (unit.kind === "han") return unit.isOpen ? this.character(unit) : this.run(unit);
    if (unit.kind === "tag") return this.tag(unit);
    if (unit.kind === "letter") return this.letter(unit);
    return unit.kind === "join" ? this.join(unit) : this.word(unit);
  }

  /** @param {string[]} terms @param {boolean} isRun of which the rarest tell enough */
  async lists(terms, isRun = false) {
    const { isWhole, split, telling } = this.how;
    const notes = this.index.known?.notes ?? 0;
    const lists = await this.index.lists(terms, this.ask);
    const rarest = [...lists].sort(([, a], [, b]) => a.df - b.df);
    for (const [i, [term, list]] of rarest.entries()) {
      if (!list.blocks.length) continue;
      let known = split.get(term) ?? list;
      if (isWhole) known = await this.index.deeper(known, Infinity, this.ask);
      if (!isRun || i < (list.df * COMMON < notes ? ASKED : 1)) telling.add(term);
      split.set(term, known);
      lists.set(term, known);
    }
    return lists;
  }

  /** Other words with a prefix, or joins with it. @param {string} prefix */
  async prefix(prefix) {
    const range = (await this.index.range(prefix, MOST_SHARDS, this.ask)) ?? [];
    const isJoin = prefix.includes(" ");
    const found = range.filter(([term]) => term !== prefix && term.includes(" ") === isJoin).map(([term, payload]) => ({ term, list: decode(payload) }));
    return found.sort((a, b) => b.list.df - a.list.df).slice(0, MOST_FORMS);
  }

  /** The text in characters of the index: a character that begins no term, though others may be far off, has none there.
   * @param {string} text */
  async folded(text) {
    const forms = await Promise.all(
      Array.from(text, async (one) => {
        const isKnown = ((await this.index.range(one, 1, this.ask)) ?? [one]).length;
        const simple = isKnown ? one : await this.index.simplified(one, this.ask);
        this.how.folds.set(one, simple);
        return simple;
      }),
    );
    return forms.join("");
  }

  /** @param {Unit} unit @returns {Promise<Match>} */
  async run(unit) {
    let lists = await this.lists(unit.terms, true);
    const missing = unit.terms.filter((term) => !lists.has(term));
    const doubted = [...new Set(missing.join(""))].filter((one) => ![...lists.keys()].join("").includes(one));
    const forms = await this.folded(doubted.join(""));
    if (forms !== doubted.join("")) {
      const simplified = [...forms];
      unit.text = unit.text.replace(/./gu, (one) => simplified[doubted.indexOf(one)] ?? one);
      unit.terms = askedTerms(unit.text);
      lists = await this.lists(unit.terms, true);
    }
    const between = this.between(unit, lists);
    if (between.length) for (const [term, list] of await this.lists([...unit.terms, ...between], true)) lists.set(term, list);
    const about = subjects(unit.text);
    const pairs = about.flatMap(hanTerms);
    const singles = lists.size
      ? pairs.flatMap((term) => lists.get(term) ?? [])
      : await (await loaded(import("./typos.js"))).beginnings(about.join(""), this, either, allTogether);
    const list = [...unit.terms, ...between].every((term) => lists.has(term)) ? this.together(lists) : EMPTY;
    const rest = pairs.filter((pair) => !lists.has(pair) && !unit.terms.includes(pair));
    return { list, singles, rest, forms: lists.size ? [unit.text] : [...about.join("")], isOptional: false };
  }

  /** What holds all pairs of a run. Of the common ones, which are not read to their end, most notes may. @param {Map<string, List>} lists */
  together(lists) {
    const tells = (/** @type {[string, List]} */ [term, { low }]) => !low || this.how.telling.has(term);
    const all = [...lists];
    const asked = allTogether(all.filter(tells).map(([, list]) => list), true);
    return all.filter((one) => !tells(one)).reduce((some, [, list]) => together(some, list, true, 1), asked);
  }

  /** The pairs of a run that were not asked, and share a character with a common one: they tell more.
   * @param {Unit} unit @param {Map<string, List>} lists */
  between({ text, terms }, lists) {
    const pairs = hanTerms(text);
    const notes = this.index.known?.notes ?? 0;
    const isCommon = (/** @type {string} */ term) => (lists.get(term)?.df ?? 0) * COMMON >= notes && lists.get(term)?.blocks.length;
    return pairs.filter((pair, i) => !terms.includes(pair) && (isCommon(pairs[i - 1]) || isCommon(pairs[i + 1])));
  }

  /** One character with nothing behind it: at the end of a run, as the first of a pair, or a tag.
   * @param {Unit} unit @returns {Promise<Match>} */
  async character(unit) {
    const [lists, range] = await Promise.all([
      this.lists([unit.text, `#${unit.text}`]),
      this.index.range(unit.text, MOST_SHARDS, this.ask),
    ]);
    if (!lists.size && range && !range.length) {
      const text = await this.folded(unit.text);
      if (text !== unit.text) return this.character(Object.assign(unit, { text }));
    }
    const pairs = (range ?? []).filter(([term]) => [...term].length === 2);
    // In a title it may be part of any word; a tag it is by itself.
    const tag = lists.get(`#${unit.text}`) ?? EMPTY;
    const choices = pairs.map(([, payload]) => ({ list: decode(payload), penalty: 2 }));
    const list = either([{ list: tag, penalty: 0 }, { list: lists.get(unit.text) ?? EMPTY, penalty: tag.df ? 2 : 0 }, ...choices]);
    return { list, singles: [list], forms: [unit.text], isOptional: !range };
  }

  /** @param {Unit} unit @returns {Promise<Match>} */
  async letter({ text, joins, isSigned, isLoose }) {
    const lists = await this.lists([text, ...joins]);
    const near = joins.filter((term) => lists.has(term));
    const choices = near.map((term) => ({ list: lists.get(term) ?? EMPTY, penalty: 0 }));
    const alone = lists.get(text);
    // The 1 of `return -1` is none of a title.
    if (alone && !(isSigned && near.length)) choices.push({ list: alone, penalty: near.length ? 1 : 0 });
    if (!choices.length) {
      for (const { list } of await this.prefix(`${text} `)) choices.push({ list, penalty: 2 });
    }
    const list = either(choices);
    // A text that says both has it as it was typed.
    const more = near.length > 1 ? choices.slice(0, 2).map(({ list }) => list) : [];
    // No text has a letter by itself as a term. Of `GPU 5` the number of some title says nothing, where no text has both.
    const singles = near.length || !joins.length || !/\d/.test(text) ? [list] : [];
    return { list, singles, forms: [...near, text], isOptional: !list.ids.length || (isLoose && !joins.length), more };
  }

  /** @param {Unit} unit @returns {Promise<Match>} */
  async join(unit) {
    const { text, terms, isLoose, isLast } = unit;
    const list = (await this.lists(terms)).get(text);
    const [han = ""] = text.match(/[\u3400-\u9fff]/) ?? [];
    const simple = list ? text : text.replace(han, await this.folded(han));
    if (simple !== text) return this.join(Object.assign(unit, { text: simple, terms: [simple] }));
    // Of `r-cn` the text may go on (R-CNN), of `n-gram` in a plural.
    const isPart = isLast && / [a-z]{2,}$/.test(text) && (!list || this.how.isWide);
    const begun = isPart ? await this.prefix(text) : [];
    if (!isLoose && (list || begun.length)) {
      const all = either([{ list: list ?? EMPTY, penalty: 0 }, ...begun.map(({ list }) => ({ list, penalty: 1 }))]);
      return { list: all, singles: [all], forms: [text, ...begun.map(({ term }) => term)], isOptional: false };
    }
    const names = text.split(" ");
    const parts = await this.lists(names);
    // The letter of a title is no letter of a formula, and its number not that of a word.
    const singles = [...parts].filter(([term]) => term.length > 1 || !(isLoose || names.some((one) => /\w\w/.test(one)))).map(([, list]) => list);
    // One digit is no term: `2.265` of a formula is found by its other part.
    const known = names.every((one) => /^\d+$/.test(one)) ? names.filter((one) => one.length > 1) : names;
    const both = parts.size && parts.size === new Set(known).size ? allTogether([...parts.values()], false) : EMPTY;
    // Of `torch.n` the word is there, and more may follow; of `python3.9` it is another one.
    const [name, word] = [...parts].find(([term]) => term.length > 1) ?? ["", EMPTY];
    const isBegun = isLoose || (isLast && /^[a-z]$/.test(names[1]));
    const rest = isBegun && (isLoose || !both.ids.length) ? word : both;
    const choices = [{ list: list ?? EMPTY, penalty: 0 }, { list: rest, penalty: 2 }];
    // The 3 of `tls1.3` is marked nowhere by itself.
    const forms = [...(isLoose && !list ? [] : [text, ...(name ? [] : parts.keys())]), name].filter(Boolean);
    return { list: either(choices), singles, forms, isOptional: isLoose && !list && !rest.ids.length };
  }

  /** @param {Unit} unit @returns {Promise<Match>} */
  async word(unit) {
    const { text, parts } = unit;
    const exact = (await this.lists([text])).get(text);
    const choices = exact ? [{ list: exact, penalty: 0 }] : [];
    const forms = [text];
    /** @type {List[]} */
    let some = [];
    let parted = EMPTY;
    if (!exact || exact.df < ENOUGH) {
      const spelt = text.replaceAll("_", "");
      const lists = await this.lists([...parts, spelt, ...spellings(text)]);
      some = parts.map((part) => lists.get(part) ?? EMPTY);
      // Another number is another thing: of `leetcode146` the word alone says nothing.
      const isWhole = !/[0-9]/.test(parts.reduce((rest, part) => rest.replace(part, ""), spelt));
      if (parts.length > 1 && isWhole) {
        parted = allTogether(some, false);
        choices.push({ list: parted, penalty: 1 });
        forms.push(parts.join(" "));
      }
      if (parts.length === 1 || spelt !== text) {
        // Of `d_model` the part is another thing.
        const other = lists.get(spelt) ?? (isWhole && !exact ? some[0] : null);
        if (other) choices.push({ list: other, penalty: 1 });
        forms.push(spelt, ...(lists.has(spelt) || !isWhole ? [] : parts));
      }
      for (const one of spellings(text)) {
        const list = lists.get(one);
        if (list) choices.push({ list, penalty: 1 });
        if (list) forms.push(one);
      }
    }
    const isFound = () => choices.some(({ list }) => list.ids.length);
    if (!exact || (this.how.isWide && unit.isLast)) {
      for (const { term, list } of await this.prefix(text)) {
        choices.push({ list, penalty: 1 });
        forms.push(term);
      }
    }
    const add = (/** @type {{ term?: string, list: List, penalty: number }[]} */ more) => {
      choices.push(...more);
      forms.push(...more.flatMap(({ term }) => term ?? []));
    };
    if (!isFound() && /^[a-z][a-z']+$/.test(text)) {
      add(await (await loaded(import("./pinyin.js"))).byPinyin(text, this.index, this.ask));
    }
    if (!isFound() || (!text[2] && (exact?.df ?? 0) < ENOUGH)) add(await (await loaded(import("./typos.js"))).parted(unit, { exact, isFound: isFound() }, this, allTogether));
    // Capitals part `ResNt` as well, and some text has both parts.
    const isSure = () => choices.some(({ list }, i) => list.ids.length >= (parts.length > 1 && !i && !exact ? ENOUGH : 1));
    if (!isSure()) add(await (await loaded(import("./typos.js"))).misspelt(text, this.index, this.ask));
    const list = either(choices);
    const singles = list.ids.length ? [list] : some.filter(({ ids }) => ids.length);
    // Nothing but its parts is there, and these may stand apart.
    if (choices.every(({ list }) => list === parted || !list.ids.length)) forms.push(...parts);
    return { list, singles, forms, isOptional: false };
  }

  /** A tag by its name, or what tags are found by it. @param {Unit} unit @returns {Promise<Match>} */
  async tag({ text, terms }) {
    const exact = (await this.lists(terms)).get(terms[0]);
    const list = exact ?? either(await (await loaded(import("./typos.js"))).tagged(text, this));
    return { list, singles: [], forms: [], isOptional: false };
  }
}
