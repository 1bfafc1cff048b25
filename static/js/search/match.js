// @ts-check
// Lists → lists: what is in one section, in one of several, in a title.
import { Builder, KIND, SECTION } from "./postings.js";
/** @import { List } from "./postings.js" */

/** The penalty of what may be there: a list that is not read to its end says nothing of the other notes. */
const UNSURE = 3;
const CLASS = 15;
const REST = (1 << SECTION) - 1;

/**
 * The entry of two terms that are in one section; -1 where they are in different fields.
 * A body's class is the lesser level, another's that of the longer field.
 * @param {number} a @param {number} b
 */
function withBoth(a, b) {
  const [x, y] = [a & CLASS, b & CLASS];
  if (KIND[x] !== KIND[y]) return -1;
  return Math.max(a & 48, b & 48) | (x < 8 ? Math.max(x, y) : Math.min(x, y));
}

/** The same of terms that may be in different fields: that which says less. @param {number} a @param {number} b */
function any(a, b) {
  const [x, y] = [a & CLASS, b & CLASS];
  return Math.max(a & 48, b & 48) | (x >= 8 && y >= 8 ? Math.min(x, y) : x >= 8 ? x : y >= 8 ? y : Math.max(x, y));
}

/**
 * What holds both in one section. `isRun`: in one field as well, as parts of a run of Han have to be.
 * A note that only the one lacks of which less is known may hold it: it stays, with a penalty.
 * @param {List} a @param {List} b @param {boolean} isRun @returns {List}
 */
export function together(a, b, isRun, penalty = UNSURE) {
  if (a.low > b.low) [a, b] = [b, a];
  const combine = isRun ? withBoth : any;
  const made = new Builder();
  for (let i = 0, j = 0; i < a.ids.length; i++) {
    const id = a.ids[i];
    while (j < b.ids.length && b.ids[j] < id) j++;
    const [from, to] = [a.starts[i], a.starts[i + 1]];
    if (b.ids[j] !== id) {
      if (id < b.low) {
        if (id >= a.low) stays(a, from, to, made, id, penalty);
      } else if (j >= b.ids.length) break;
      continue;
    }
    const end = b.starts[j + 1];
    for (let p = from, q = b.starts[j]; p < to && q < end; ) {
      const [s, t] = [a.entries[p] >>> SECTION, b.entries[q] >>> SECTION];
      if (s < t) p++;
      else if (t < s) q++;
      else {
        for (let r = q; r < end && b.entries[r] >>> SECTION === s; r++) {
          const rest = combine(a.entries[p] & REST, b.entries[r] & REST);
          if (rest >= 0) made.entries.push((s << SECTION) | rest);
        }
        p++;
      }
    }
    made.end(id);
  }
  // What is unsure is there as well.
  return made.list(a.low);
}

/** @param {List} list @param {number} from @param {number} to @param {Builder} made @param {number} id @param {number} penalty */
function stays(list, from, to, made, id, penalty) {
  for (let p = from; p < to; p++) made.entries.push(list.entries[p] | (penalty << 4));
  made.end(id);
}

/** Of `lists` first those of which more is known, then the shorter ones. @param {List[]} lists */
export const surestFirst = (lists) =>
  lists.sort((a, b) => (a.low === b.low ? a.ids.length - b.ids.length : a.low < b.low ? -1 : 1));

/** All of `lists`, rarest first. @param {List[]} lists @param {boolean} isRun */
export function allTogether(lists, isRun) {
  const [first, ...rest] = surestFirst(lists);
  return rest.reduce((all, list) => together(all, list, isRun), first);
}

/**
 * What holds any; each list comes with a penalty from 0 to 2. Of one section's entries of a class the first stays.
 * @param {{ list: List, penalty: number }[]} choices @returns {List}
 */
export function either(choices) {
  const some = choices.filter(({ list }) => list.ids.length);
  if (some.length === 1 && !some[0].penalty) return some[0].list;
  /** @type {Map<number, number[]>} */
  const notes = new Map();
  for (const { list, penalty } of some) {
    for (let i = 0; i < list.ids.length; i++) {
      let entries = notes.get(list.ids[i]);
      if (!entries) notes.set(list.ids[i], (entries = []));
      for (let p = list.starts[i]; p < list.starts[i + 1]; p++) {
        const entry = list.entries[p];
        entries.push((entry & ~48) | (Math.max(entry & 48, penalty << 4)));
      }
    }
  }
  const made = new Builder();
  for (const id of Uint32Array.from(notes.keys()).sort()) {
    const entries = /** @type {number[]} */ (notes.get(id));
    if (some.length > 1) entries.sort((a, b) => a - b);
    let last = -1;
    for (const entry of entries) {
      // One entry of a kind of field in a section: the sum of many alternatives says no more than the best.
      const place = (entry >>> SECTION) * 16 + KIND[entry & CLASS];
      if (place !== last) made.entries.push(entry);
      last = place;
    }
    made.end(id);
  }
  const sure = some.length === 1 ? some : some.filter(({ penalty }) => !penalty);
  const most = (/** @type {number[]} */ numbers) => Math.max(0, ...numbers);
  return made.list(most(sure.map(({ list }) => list.low)), most(some.map(({ list }) => list.df)));
}

/** What is in titles and aliases: if not all of the best notes have it there, no others do. @param {List} list @returns {List} */
export function inTitles(list) {
  const made = new Builder();
  for (let i = 0; i < list.ids.length; i++) {
    for (let p = list.starts[i]; p < list.starts[i + 1]; p++) {
      if ((list.entries[p] & CLASS) <= 3) made.entries.push(list.entries[p]);
    }
    made.end(list.ids[i]);
  }
  return made.list(made.ids.length < list.ids.length ? 0 : list.low);
}

/** What is in texts, not in titles, tags or headings. @param {List} list @returns {List} */
export function inTexts(list) {
  const made = new Builder();
  for (let i = 0; i < list.ids.length; i++) {
    for (let p = list.starts[i]; p < list.starts[i + 1]; p++) if ((list.entries[p] & CLASS) >= 8) made.entries.push(list.entries[p]);
    made.end(list.ids[i]);
  }
  return made.list(list.low);
}

/** `list` with a penalty for the sections that `other` has too. @param {List} list @param {List} other @returns {List} */
export function less(list, other) {
  const entries = list.entries.slice();
  for (let i = 0, j = 0; i < list.ids.length; i++) {
    while (j < other.ids.length && other.ids[j] < list.ids[i]) j++;
    if (other.ids[j] !== list.ids[i]) continue;
    const sections = new Set(other.entries.subarray(other.starts[j], other.starts[j + 1]).map((entry) => entry >>> SECTION));
    for (let p = list.starts[i]; p < list.starts[i + 1]; p++) if (sections.has(entries[p] >>> SECTION)) entries[p] |= 32;
  }
  return { ...list, entries };
}

/** The chunks of a note in which a list has it, best first; all of them, or those without a penalty.
 * @param {List} list @param {number} id @param {boolean} isAll */
export function places({ ids, starts, entries }, id, isAll) {
  const at = ids.indexOf(id);
  const some = at < 0 ? [] : [...entries.subarray(starts[at], starts[at + 1])];
  const chunks = some.filter((entry) => isAll || !(entry & 32)).sort((a, b) => (a & 48) - (b & 48) || (b & CLASS) - (a & CLASS)).map((entry) => entry >>> (SECTION + 3));
  return [...new Set(chunks)];
}
