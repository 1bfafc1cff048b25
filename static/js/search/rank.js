// @ts-check
// Lists → notes, best first, each with its best section.
import { surestFirst } from "./match.js";
import { SECTION } from "./postings.js";
/** @import { List } from "./postings.js" */

/** What a term says, by class: titles, alias, tag, headings (shorter ones say more), eight levels in the body. */
const CLASSES = [3.2, 2.7, 2.2, 2.4, 1.4, 1.7, 1.4, 1.1, 0.3, 0.38, 0.46, 0.54, 0.64, 0.76, 0.88, 1];
/** Of alternatives: as typed, near to it, further, unsure. */
const PENALTIES = [1, 0.6, 0.35, 0.15];
/** The share of what is in other sections than the best, and of each further section that matches. */
const ELSEWHERE = 0.4;
const EACH_FURTHER = 0.06;
const MOST_FURTHER = 6;
/** Where only a part is found: it counts how much, more than where; once in a section, or for the title alone. */
const PRESENT = 2;

/** Above all sums: a note is opened where the most of what is wanted stands together. */
const EACH = 1e6;

const WEIGHTS = Float64Array.from({ length: 64 }, (_, entry) => CLASSES[entry & 15] * PENALTIES[entry >> 4]);
const IN_SECTION = 5;
/** Of so few notes those stay of which a list that is not read to its end says nothing. */
const FEW_NOTES = 200;

/** @typedef {{ list: List, idf: number, isOptional: boolean }} Wanted */
/** `isUnsure`: a part of a list that was not read would tell; `isOpen`: of a whole list nothing was.
 * @typedef {{ id: number, score: number, section: number, isUnsure: boolean, isOpen: boolean }} Found */

/** How much a term tells notes apart. @param {number} df notes with the term @param {number} notes in all */
export const idf = (df, notes) => Math.log(1 + (Math.max(notes, df) - df + 0.5) / (df + 0.5));

/**
 * The notes that are in all lists but the optional ones, unless `isOut`; or, if `isPart`, in any. In order of score; of equals the newer first.
 * @param {Wanted[]} wanted @param {number} notes in all @param {(id: number) => boolean} isOut @param {boolean} isPart
 * @returns {Found[]}
 */
export function rank(wanted, notes, isOut, isPart = false) {
  if (!wanted.length) return [];
  const cursors = wanted.map(() => 0);
  const first = isPart ? undefined : surest(wanted);
  const ids = first ? first.ids : anywhere(wanted, notes);
  const opens = first ? staysOpen(first) : false;
  const scorer = isPart ? new Scorer(PRESENT, 0) : new Scorer(0, EACH);
  /** @type {Found[]} */
  const found = [];
  for (const id of ids) {
    if (isOut(id)) continue;
    let [isIn, isOpen] = [true, false];
    for (let i = 0; i < wanted.length; i++) {
      const { ids, low } = wanted[i].list;
      let at = cursors[i];
      while (at < ids.length && ids[at] < id) at++;
      cursors[i] = at;
      if (ids[at] !== id && !isPart && !wanted[i].isOptional) {
        isOpen = isIn = opens && id < low;
        if (!isIn) break;
      }
    }
    if (isIn) found.push({ ...scorer.score(id, wanted, cursors), isOpen });
  }
  return found.sort((a, b) => b.score - a.score || b.id - a.id);
}

/** All notes that are not out, the newest first. @param {number} notes @param {(id: number) => boolean} isOut @returns {Found[]} */
export function allBut(notes, isOut) {
  const ids = Array.from({ length: notes }, (_, i) => notes - 1 - i).filter((id) => !isOut(id));
  return ids.map((id) => ({ id, score: 0, section: 0, isUnsure: false, isOpen: false }));
}

/** The list whose notes are looked for in the others. @param {Wanted[]} wanted */
const surest = (wanted) => surestFirst(wanted.filter(({ isOptional }) => !isOptional).map(({ list }) => list)).at(0);
/** @param {List} list */
const staysOpen = (list) => !list.low && list.ids.length <= FEW_NOTES;

/** Whether `rank` gives all notes that may have what is wanted. @param {Wanted[]} wanted */
export function isComplete(wanted) {
  const first = surest(wanted);
  return (first && staysOpen(first)) || wanted.every(({ list, isOptional }) => isOptional || !list.low);
}

/** @param {Wanted[]} wanted @param {number} notes */
function anywhere(wanted, notes) {
  const seen = new Uint8Array(notes);
  for (const { list } of wanted) for (const id of list.ids) seen[id] = 1;
  return Uint32Array.from(seen.keys()).filter((id) => seen[id]);
}

class Scorer {
  /** @param {number} present what a term says by being there @param {number} each EACH, or 0 where sums alone count */
  constructor(present, each) {
    this.present = present;
    this.each = each;
    /** What each section has of what is wanted; 0 but for `sections`. */
    this.sums = new Float64Array(256);
    /** @type {number[]} */
    this.sections = [];
  }

  /** @param {number} id @param {Wanted[]} wanted @param {number[]} cursors */
  score(id, wanted, cursors) {
    const { sections } = this;
    let { sums } = this;
    let [head, most, isUnsure] = [0, 0, false];
    for (let i = 0; i < wanted.length; i++) {
      const { list, idf } = wanted[i];
      const at = cursors[i];
      if (list.ids[at] !== id) continue;
      let [title, best, before] = [0, 0, -1];
      for (let p = list.starts[at]; p < list.starts[at + 1]; p++) {
        const entry = list.entries[p] & 63;
        const value = WEIGHTS[entry];
        if (entry >> 4 === 3) isUnsure = true;
        if ((entry & 15) < IN_SECTION) {
          if (value > title) title = value;
        } else {
          const section = list.entries[p] >>> SECTION;
          if (section >= sums.length) {
            const more = new Float64Array(section * 2);
            more.set(sums);
            this.sums = sums = more;
          }
          if (!sums[section]) sections.push(section);
          sums[section] += section === before ? idf * value : idf * (value + this.present) + 1e-9 + this.each;
          before = section;
          if (value > best) best = value;
        }
      }
      head += idf * title + (before < 0 ? idf * this.present : 0);
      most += idf * best;
    }
    let [section, best, pick] = [0, 0, 0];
    for (const at of sections) {
      best = Math.max(best, sums[at] % EACH);
      if (sums[at] > pick || (sums[at] === pick && at < section)) [section, pick] = [at, sums[at]];
    }
    const further = Math.min(MOST_FURTHER, Math.max(0, sections.length - 1));
    for (const at of sections) sums[at] = 0;
    sections.length = 0;
    const score = head + best + ELSEWHERE * Math.max(0, most - best) + EACH_FURTHER * further * best;
    return { id, score, section, isUnsure };
  }
}
