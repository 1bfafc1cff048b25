// @ts-check
// Pinyin and initials of titles, headings and tags: `kuaisu` and `ksm` find 快速幂.
import { allTogether, either } from "./match.js";
import { EMPTY, decode } from "./postings.js";
/** @import { Ask } from "./files.js" */
/** @import { Index } from "./index.js" */
/** @import { List } from "./postings.js" */

/** Finals with the initials before which they stand, `-` for none: all syllables without tones, v for ü. */
const FINALS =
  "a:-bpmfdtnlgkhzcsZCS ai:-bpmdtnlgkhzcsZCS an:-bpmfdtnlgkhzcsZCSrwy ang:-bpmfdtnlgkhzcsZCSrwy ao:-bpmdtnlgkhzcsZCSry" +
  " e:-mdtnlgkhzcsZCSry ei:-bpmfdtnlgkhzZSw en:-bpmfdngkhzcsZCSrw eng:-bpmfdtnlgkhzcsZCSrw er:- o:-bpmflwy ou:-pmfdtnlgkhzcsZCSry" +
  " i:bpmdtnljqxzcsZCSry ia:dljqx ian:bpmdtnljqx iang:nljqx iao:bpmdtnljqx ie:bpmdtnljqx in:bpmnljqxy ing:bpmdtnljqxy iong:jqx iu:mdnljqx" +
  " ong:dtnlgkhzcsZCry u:bpmfdtnlgkhjqxzcsZCSrwy ua:gkhZCSr uai:gkhZCS uan:dtnlgkhjqxzcsZCSry uang:gkhZCS ue:nljqxy ui:dtgkhzcsZCSr" +
  " un:dtnlgkhjqxzcsZCSry uo:dtnlgkhzcsZCSr v:nl ve:nl a:wy ai:w";

const SYLLABLES = new Set(
  FINALS.split(" ").flatMap((final) => {
    const [name, initials] = final.split(":");
    return [...initials].map((one) => (one === "-" ? "" : /[ZCS]/.test(one) ? `${one.toLowerCase()}h` : one) + name);
  }),
);
const LONGEST = 6;
/** Readings of one word that are looked up. */
const MOST_READINGS = 4;
const MOST_SHARDS = 3;

/**
 * The syllables that a word may be, fewest first; the last may be a beginning only.
 * @param {string} word @returns {{ syllables: string[], isPart: boolean }[]}
 */
export function readings(word) {
  const text = word.replace(/'/g, "");
  // Marks between syllables: `xi'an`.
  const marks = new Set([...word.matchAll(/'/g)].map(({ index }, i) => index - i));
  /** @type {{ syllables: string[], isPart: boolean }[][]} what the word up to each place may be */
  const ways = Array.from({ length: text.length + 1 }, () => []);
  ways[0].push({ syllables: [], isPart: false });
  for (let at = 0; at < text.length; at++) {
    for (const { syllables } of ways[at].slice(0, MOST_READINGS)) {
      for (let end = at + 1; end <= Math.min(text.length, at + LONGEST); end++) {
        const syllable = text.slice(at, end);
        if (marks.has(end - 1) && end - 1 > at) break;
        if (SYLLABLES.has(syllable)) ways[end].push({ syllables: [...syllables, syllable], isPart: false });
        else if (end === text.length && [...SYLLABLES].some((one) => one.startsWith(syllable))) {
          ways[end].push({ syllables: [...syllables, syllable], isPart: true });
        }
      }
    }
    for (const way of ways) way.sort((a, b) => +a.isPart - +b.isPart || a.syllables.length - b.syllables.length);
  }
  return ways[text.length].slice(0, MOST_READINGS);
}

/** Syllables that are written apart, as the word that they make where the index has it, unless all are words of texts
 * and nothing is forced; ü as v.
 * @param {string} text @param {Index} index @param {Ask} ask @param {boolean} isForced @returns {Promise<string>} */
export async function joined(text, index, ask, isForced) {
  const syllables = text.toLowerCase().replace(/(?<=[ln])ü/g, "v").split(/[\s'’]+/);
  if (syllables.length < 2) return readings(syllables[0]).some(({ isPart }) => !isPart) ? syllables[0] : text;
  if (!syllables.every((one) => SYLLABLES.has(one))) return text;
  const pairs = new Set(syllables.slice(1).map((second, i) => `~${syllables[i]} ${second}`));
  const lists = await index.lists(pairs, ask);
  if (lists.size < pairs.size || !allTogether([...lists.values()], true).ids.length) return text;
  const words = new Set(syllables);
  return !isForced && (await index.lists(words, ask)).size === words.size ? text : syllables.join("");
}

/** @param {string} word of a–z and ' @param {Index} index @param {Ask} ask */
export async function byPinyin(word, index, ask) {
  const spelt = readings(word).map((reading) => bySyllables(reading.syllables, reading.isPart, index, ask));
  // No syllable begins with i, u or v.
  const initials = /[iuv]/.test(word) ? [] : [byInitials(word.replace(/'/g, ""), index, ask)];
  const found = await Promise.all([...spelt, ...initials]);
  return found.filter((list) => list.ids.length).map((list) => ({ list, penalty: 0 }));
}

/** @param {string[]} syllables @param {boolean} isPart @param {Index} index @param {Ask} ask */
async function bySyllables(syllables, isPart, index, ask) {
  const last = syllables[syllables.length - 1];
  const before = syllables[syllables.length - 2];
  if (before === undefined && last.length < 2) return EMPTY;
  const pairs = syllables.slice(1).map((second, i) => `~${syllables[i]} ${second}`);
  // The last of several may be the beginning of a longer one.
  const range = await index.range(before === undefined ? `~${last}` : (pairs.pop() ?? ""), MOST_SHARDS, ask);
  const isIt = (/** @type {string} */ term) => before !== undefined || isPart || term === `~${last}` || term.startsWith(`~${last} `);
  const ends = (range ?? []).filter(([term]) => isIt(term));
  const lists = await index.lists(pairs, ask);
  if (lists.size < pairs.length) return EMPTY;
  const whole = before === undefined ? last : `${before} ${last}`;
  const end = either(ends.map(([term, payload]) => ({ list: decode(payload), penalty: isPart || term.startsWith(`~${whole}`) ? 0 : 1 })));
  return allTogether([...lists.values(), end], true);
}

/** @param {string} initials @param {Index} index @param {Ask} ask @returns {Promise<List>} */
async function byInitials(initials, index, ask) {
  if (initials.length < 3) {
    const range = (await index.range(`^${initials}`, MOST_SHARDS, ask)) ?? [];
    return either(range.map(([term, payload]) => ({ list: decode(payload), penalty: term.length === 3 ? 0 : 1 })));
  }
  const threes = new Set(Array.from({ length: initials.length - 2 }, (_, i) => `^${initials.slice(i, i + 3)}`));
  const lists = await index.lists(threes, ask);
  return lists.size < threes.size ? EMPTY : allTogether([...lists.values()], true);
}
