// @ts-check
// One query's lists, and the notes that are in them.
import { allTogether, inTexts, inTitles, less } from "./match.js";
import { EMPTY } from "./postings.js";
import { allBut, idf, isComplete, rank } from "./rank.js";
import { Resolver, loaded } from "./resolve.js";
import { looseFinder, phraseFinder } from "./snippets.js";
import { hanTerms, subjects } from "./terms.js";
/** @import { Ask } from "./files.js" */
/** @import { Index } from "./index.js" */
/** @import * as Numbers from "./numbers.js" */
/** @import { List } from "./postings.js" */
/** @import { Clause, Query, Unit } from "./query.js" */
/** @import { Found, Wanted } from "./rank.js" */
/** @import { Wish } from "./rerank.js" */
/** @import { How, Match } from "./resolve.js" */

/** A number in parts, one of which is a digit. */
const NUMBER = /^(?:\d[.:/-]\d+|\d+[.:/-]\d)$/;
/** Notes that are looked at closely even where fewer are shown, and how many at once. */
export const LOOKED_AT = 8;
export const AT_ONCE = 32;
/** Beside so few results, so many others are shown for their titles. */
export const FEW = 3;
/** Blocks of split lists that one search may read, about 1.3 KB each, and no more than shards and blocks together; so many more blocks
 * tell of single notes. */
const MOST_BLOCKS = 6;
const MOST_FILES = 14;
const LEAST_BLOCKS = 2;
const MOST_TOLD = 4;
/** Pairs that are asked for besides where nothing has all of a query. */
const MOST_REST = 8;
/** How much further back the second step goes than the first, by notes, the third than the second. */
const FURTHER_BACK = 4;

export class Matching {
  /** @param {Query} query @param {Index} index @param {number} notes @param {Ask} ask */
  constructor(query, index, notes, ask) {
    this.query = query;
    this.index = index;
    this.notes = notes;
    this.ask = ask;
    /** @type {How} */
    this.how = { split: new Map(), telling: new Set(), folds: new Map() };
    const terms = query.clauses.flatMap(({ units }) => units.flatMap(({ terms, joins }) => [...terms, ...joins]));
    this.left = Math.min(MOST_BLOCKS, Math.max(LEAST_BLOCKS, MOST_FILES - terms.length));
    /** @type {Set<string>} blocks by which single notes were told */
    this.told = new Set();
    /** @type {Map<Unit, Match>} */
    this.matches = new Map();
    /** Whether anything has to be in a note, beside what is loose. */
    this.isFirm = true;
    /** @type {(id: number) => boolean} */
    this.isOut = () => false;
    /** @type {Wanted[]} */
    this.wanted = [];
    /** @type {List[]} */
    this.mixed = [];
    /** @type {Map<string, List>} by phrase */
    this.identifiers = new Map();
    /** @type {typeof Numbers | null} */
    this.numbers = null;
  }

  async resolve() {
    const plain = new Resolver(this.index, this.ask, this.how);
    const all = new Resolver(this.index, this.ask, { ...this.how, isWhole: true, split: new Map(), telling: new Set() });
    await Promise.all(
      this.query.clauses.flatMap(({ units, isNot }) =>
        units.map(async (unit) => this.matches.set(unit, await (isNot ? all : plain).match(unit))),
      ),
    );
    await Promise.all(this.query.clauses.map((clause) => this.identifier(clause)));
    if ([...this.matches.keys()].some(({ raw }) => NUMBER.test(raw))) this.numbers = await loaded(import("./numbers.js"));
    const out = new Set(this.query.clauses.filter(({ isNot }) => isNot).flatMap((clause) => this.lists(clause).flatMap(({ list }) => [...list.ids])));
    this.isOut = (id) => out.has(id);
    this.isFirm = this.query.clauses.some(({ isNot, units }) => !isNot && units.some((unit) => !unit.isLoose && !this.matches.get(unit)?.isOptional));
    this.wanted = this.query.clauses.filter(({ isNot }) => !isNot).flatMap((clause) => this.lists(clause));
    for (const list of (await this.index.lists(this.query.hints, this.ask)).values()) {
      this.wanted.push({ list, idf: idf(list.df, this.notes), isOptional: true });
    }
    // Where the parts of a mixed run are in one section they may be side by side.
    this.mixed = this.query.mixed.map(({ units }) => {
      const matches = units.map((unit) => this.matchOf(unit));
      const lists = matches.filter(({ isOptional }) => !isOptional).map(({ list }) => list);
      return lists.length ? allTogether(lists, false) : EMPTY;
    });
    for (const list of this.mixed) this.wanted.push({ list, idf: idf(list.df, this.notes), isOptional: true });
  }

  /** Where `batch_size` stands, "batch size" is less likely to. @param {Clause} clause */
  async identifier({ units, phrase }) {
    if (!phrase || units.length < 2 || units.some(({ kind }) => kind !== "word")) return;
    const [list] = (await this.index.lists([units.map(({ text }) => text).join("_")], this.ask)).values();
    if (list) this.identifiers.set(phrase, list);
  }

  /** @param {Unit} unit @returns {Match} */
  matchOf(unit) {
    const match = /** @type {Match} */ (this.matches.get(unit));
    if (!unit.isLoose || !this.isFirm) return match;
    // The letter of a title is no letter of a formula.
    return { ...match, list: unit.kind === "letter" ? inTexts(match.list) : match.list, isOptional: true };
  }

  /** What a clause asks for: one list, or one of each unit where no section has them all. @param {Clause} clause @returns {Wanted[]} */
  lists({ units, field, isNot, phrase }) {
    const matches = units.map((unit) => this.matchOf(unit));
    const needed = matches.filter(({ isOptional }) => !isOptional);
    const want = (/** @type {Match["list"]} */ list, isOptional = false) => ({
      list: field === "title" ? inTitles(list) : list,
      idf: field === "tag" ? 0 : idf(list.df, this.notes),
      isOptional,
    });
    const apart = matches.flatMap(({ list, isOptional, more = [] }) => [want(list, isOptional), ...more.map((one) => want(one, true))]);
    if (units.length === 1 || !(needed.length || this.isFirm)) return apart;
    const lists = (needed.length ? needed : matches).map(({ list }) => list);
    const all = allTogether(lists, false);
    if (all.ids.length || phrase || isNot) {
      const more = needed.length && !isNot ? matches.filter(({ isOptional, list }) => isOptional && list.ids.length) : [];
      return [want(less(all, this.identifiers.get(phrase) ?? EMPTY)), ...more.map(({ list }) => want(list, true))];
    }
    return apart;
  }

  /** @returns {Found[]} */
  found() {
    const { clauses } = this.query;
    // Where nothing is asked for but what must not be there, all others are found.
    if (clauses.length && clauses.every(({ isNot }) => isNot)) return allBut(this.notes, this.isOut);
    return rank(this.wanted, this.notes, this.isOut);
  }

  /** Whether more has to be read of split lists: too few notes are sure, and their texts will not tell.
   * @param {Found[]} found @param {number} limit */
  isShort(found, limit) {
    if (limit > AT_ONCE || found.some(({ isOpen }) => isOpen)) return true;
    const { clauses } = this.query;
    const want = Math.max(limit, LOOKED_AT);
    const sure = found.filter(({ isUnsure }) => !isUnsure).length;
    // Words in quotes are side by side in few of the notes that have them in one section.
    const isLoose = clauses.some(({ phrase, units }) => phrase && units.length > 1);
    if (sure >= want && !(isLoose && sure < found.length)) return false;
    const isTold = clauses.every(({ units, phrase }) => phrase || units.every(({ kind }) => kind === "han"));
    return !isComplete(this.wanted) || !(sure === found.length || (isTold && found.length <= want));
  }

  /** Whether a note that stays open is not in a list that was not read to its end. @param {Found} found */
  async isAbsent({ id, isOpen }) {
    if (!isOpen) return false;
    const lists = this.wanted.filter(({ list, isOptional }) => !isOptional && id < list.low && !list.ids.includes(id));
    const are = lists.map(async ({ list }) => {
      const at = list.blocks.findLastIndex(({ low }) => low <= id);
      if (at < 0) return list.blocks.length > 0;
      const { name } = list.blocks[at];
      if (!this.told.has(name) && this.told.size >= MOST_TOLD) return false;
      this.told.add(name);
      return !(await this.index.block(name, this.ask)).ids.includes(id);
    });
    return (await Promise.all(are)).includes(true);
  }

  /** Whether there are split lists that were not read to their end. */
  isOpen() {
    return [...this.how.split.values()].some(({ low }) => low);
  }

  /** Reads more of split lists, all of them as far back, the latest notes first; null where there is no more to read.
   * @param {boolean} isAll whether however much it is @returns {Promise<Found[] | null>} */
  async deeper(isAll) {
    const { telling } = this.how;
    const open = [...this.how.split].filter(([, { blocks }]) => blocks.length).sort(([, a], [, b]) => a.df - b.df);
    const first = open.filter(([term]) => telling.has(term));
    const split = first.length && !isAll ? first : open;
    const lows = split.map(([, { low, blocks }]) => (low === Infinity ? (blocks.at(-1)?.low ?? 0) : this.notes - FURTHER_BACK * (this.notes - low)));
    const target = isAll ? 0 : Math.max(0, ...lows);
    if (isAll) this.left = Infinity;
    const loads = split.flatMap(([term, list]) => {
      const count = list.low > target ? list.blocks.length - list.blocks.findLastIndex(({ low }) => low <= target) : 0;
      const some = Math.min(count, this.left);
      this.left -= some;
      return some ? [this.index.deeper(list, some, this.ask).then((list) => this.how.split.set(term, list))] : [];
    });
    if (!loads.length) return null;
    await Promise.all(loads);
    return this.retry({});
  }

  /** How many there are, where these are known. @param {Found[]} found */
  total(found) {
    const [first, ...others] = this.wanted;
    return first?.list.low && !others.length ? Math.max(found.length, first.list.df) : found.length;
  }

  canWiden() {
    return this.query.clauses.some(({ units, isNot }) => !isNot && units.some(({ kind, isLast }) => isLast && kind !== "han"));
  }

  /** @param {Partial<How>} how */
  async retry(how) {
    this.how = { ...this.how, ...how };
    await this.resolve();
    return this.found();
  }

  /** Looks up the pairs of runs that were not asked, as what is found in part may have but these. */
  async askRest() {
    const open = [...this.matches].flatMap(([, match]) => (match.rest ?? []).map((pair) => ({ match, pair })));
    const step = Math.ceil(open.length / MOST_REST);
    const asked = open.filter((_, i) => i % step === 0);
    const lists = await this.index.lists(asked.map(({ pair }) => pair), this.ask);
    for (const { match, pair } of asked) match.singles.push(...[lists.get(pair) ?? []].flat());
  }

  /** The notes with most of what is asked for; tags and what must not be there hold. @returns {Found[]} */
  inPart() {
    const { clauses } = this.query;
    const tags = clauses.filter(({ field, isNot }) => field === "tag" && !isNot).flatMap((clause) => this.lists(clause));
    const within = tags.map(({ list }) => new Set(list.ids));
    const isOut = (/** @type {number} */ id) => this.isOut(id) || within.some((ids) => !ids.has(id));
    const lists = clauses.flatMap(({ isNot, field, units }) => {
      const asked = units.filter((unit) => (unit.kind !== "letter" || !unit.isLoose || !this.isFirm) && !this.isPart(unit));
      const singles = isNot || field === "tag" ? [] : asked.flatMap((unit) => this.matches.get(unit)?.singles ?? []);
      return field === "title" ? singles.map(inTitles) : singles;
    });
    const wanted = lists.map((list) => ({ list, idf: idf(list.df, this.notes), isOptional: true }));
    return rank(wanted, this.notes, isOut, true);
  }

  /** Whether a unit is but a number in parts, which may stand side by side in any list, among others that say more. @param {Unit} unit */
  isPart({ raw }) {
    return NUMBER.test(raw) && !this.query.clauses.every(({ units }) => units.every(({ raw }) => NUMBER.test(raw)));
  }

  /** A part of the query in the characters of the index. @param {string} text */
  simplified(text) {
    return text.replace(/[\u3400-\u9fff]/g, (one) => this.how.folds.get(one) ?? one);
  }

  /** @param {boolean} isPartial @returns {Wish} */
  wish(isPartial) {
    const asked = this.query.clauses.filter(({ isNot, field }) => !isNot && field !== "tag");
    /** @type {Wish} */
    const typed = this.simplified(this.query.text);
    const wish = { sought: [], text: isPartial ? subjects(typed).join(" ") : typed, said: [] };
    for (const clause of asked) {
      for (const unit of clause.units) {
        const { list, forms } = /** @type {Match} */ (this.matches.get(unit));
        // A letter of a formula is everywhere.
        if (unit.kind === "letter" && unit.isLoose && this.isFirm && forms.length === 1) continue;
        if (isPartial && this.isPart(unit)) continue;
        const isRun = unit.kind === "han";
        const weight = idf(list.df, this.notes);
        // All pairs, not only those that were asked for: marks would stop within words.
        const pairs = !isPartial || !isRun ? [] : forms.length > 1 ? forms : subjects(unit.text).flatMap(hanTerms);
        if (!isPartial || !isRun) wish.sought.push({ forms, raw: unit.raw, weight, isRun });
        for (const pair of pairs) wish.sought.push({ forms: [pair], raw: pair, weight: weight / pairs.length, isRun });
        // Of a number with a digit alone only the other part was looked for.
        if (this.numbers && NUMBER.test(unit.raw)) wish.said.push({ kind: "run", finder: this.numbers.numberFinder(unit.raw, this.query.text), list });
        if (isRun && unit.terms.length > 1 && !clause.phrase) wish.said.push({ kind: "run", finder: looseFinder(unit.text), list });
      }
      if (clause.phrase) {
        const [{ list }] = this.lists(clause);
        wish.said.push({ kind: "phrase", finder: phraseFinder(this.simplified(clause.phrase)), list });
      }
    }
    for (const [i, { text }] of this.query.mixed.entries()) {
      wish.said.push({ kind: "mixed", finder: looseFinder(this.simplified(text)), list: this.mixed[i] });
    }
    const firm = this.wanted.filter(({ isOptional }) => !isOptional).sort((a, b) => b.idf - a.idf);
    const list = firm[0]?.list ?? null;
    // Letters that are somewhere in a note are no formula.
    if (this.query.formula) wish.said.push({ kind: "run", finder: this.query.formula, list });
    if (this.query.literal) wish.said.push({ kind: "literal", finder: this.query.literal, list });
    // Where no note has all, what was typed may still be there, sign by sign.
    if (isPartial) wish.said = wish.said.filter(({ kind }) => kind === "literal");
    return wish;
  }
}
