// @ts-check
// Chemistry of a query, as `\ce{…}` has it → TeX for `formula-query.js`, by the rules of `chemical_formula.py`.

/** Arrows of `\ce` → with words, alone. */
const ARROWS = { "<-->": "⇄⇄", "<=>>": "⇌⇌", "<<=>": "⇌⇌", "<=>": "⇌⇌", "<->": "↔⟷", "->": "→⟶", "<-": "←⟵" };
const STATE = String.raw`\((?:aq|s|l|g|cr|am|ads|sln|pol|mon)(?:,[^()]*)?\)`;
const PIECE = new RegExp(
  String.raw`(?<space>\s+)|(?<arrow>${Object.keys(ARROWS).join("|")})(?:\[(?<above>[^\]]*)\])?(?:\[(?<below>[^\]]*)\])?` +
    String.raw`|(?<precipitate>\(v\)|(?<!\S)v(?=$|[\s)\]},;]))|(?<gas>\(\^\)|(?<!\S)\^(?=$|[\s)\]},;]))` +
    String.raw`|(?<script>[_^](?:-?\d+(?:[+-](?![A-Z]))?|[+-]+|[*.]+|[A-Za-z]))|(?<tex>\\[dtc]?(?:frac|binom)\d\d|[_^]?\{[^{}]*\}|\$[^$]*\$|\\[A-Za-z]+(?:\{[^{}]*\})*)` +
    String.raw`|(?<state>${STATE})|(?<amount>\d+(?:[.,]\d+)?(?:\/\d+)?|[a-z](?=\s+[A-Z(\[]|[A-Z])(?<!p(?=H|OH|K)))|(?<atoms>[A-Za-z]+)` +
    String.raw`|(?<charge>[+-]{1,4}(?=$|[\s)\]},;^_]|${STATE})|\+)|(?<addition>[*.·•∙])|[)\]]|.`,
  "suy",
);

const BONDS = { "-": "-", 1: "-", "=": "=", 2: "=", "#": "≡", 3: "≡", "...": "⋯", "....": "⋯", "~": "∼", "->": "→", "<-": "←" };
/** What a command or a group of chemistry holds. @param {string} tex */
const held = (tex) => {
  const bond = BONDS[/** @type {keyof typeof BONDS} */ (/^\\bond\{(.*)\}$/.exec(tex)?.[1] ?? "")];
  if (bond) return bond;
  if (/^\\(?:math|text|operatorname|begin|end|color)|^\$/.test(tex)) return tex;
  if (/^[_^]/.test(tex)) return tex.replace(/[.]{1,2}(?!\d)/g, (dots) => "∙".repeat(dots.length));
  const signs = /^(\\[dtc]?(?:frac|binom))(\d)(\d)$/.exec(tex);
  return signs ? `${signs[1]}{${signs[2]}}{${signs[3]}}` : tex.replace(/\{([^{}]*)\}/g, (group, part) => `{${/^[a-z\d\s.,/+()-]*$/.test(part) ? part : mathematics(part)}}`);
};

/** What stands in `\ce{…}` as other TeX, by the rules of `chemical_formula.py`. @param {string} source @returns {string} */
export function mathematics(source) {
  let out = "";
  let isBase = false;
  let isApart = false;
  let isChain = false;
  const put = (/** @type {string} */ tex, isNextBase = false) => {
    out += (isApart && out ? " " : "") + tex;
    isBase = isNextBase;
    isApart = false;
  };
  for (let at = 0, match; ((PIECE.lastIndex = at), (match = PIECE.exec(source))); ) {
    const { space, arrow, above = "", below = "", precipitate, gas, script, tex, state, amount, atoms, charge, addition } = match.groups ?? {};
    const text = match[0];
    const digits = isBase && /^\d+/.exec(amount ?? "")?.[0];
    at += (digits || text).length;
    if (space || arrow || addition || state) isApart &&= !(arrow || addition || state);
    if (space) {
      isApart = true;
      isBase = isChain = false;
    } else if (arrow) {
      const words = [["_", below], ["^", above]].filter(([, word]) => word);
      const sign = ARROWS[/** @type {keyof typeof ARROWS} */ (arrow)][words.length ? 0 : 1];
      put(sign + words.map(([mark, word]) => `${mark}{${mathematics(word)}}`).join(""));
    } else if (precipitate || gas) {
      isApart = true;
      put(precipitate ? "↓" : "↑");
    } else if (digits) out += `_{${digits}}`;
    else if (script) {
      if (!isBase) put("");
      out += `${script[0]}{${script.slice(1)}}`;
    } else if (tex) {
      if (/^[_^]/.test(tex) && isBase) out += held(tex);
      else put(held(tex), !/^[_^]/.test(tex));
    } else if (amount && !isBase) {
      put(text + (/^(?:\s*[A-Z([{\\$]|\s+[a-z^_]|e[-+^])/.test(source.slice(at, at + 9)) ? " " : ""));
    } else if (charge) {
      if (isBase && text === "-" && (isChain || source[at] === ")")) put("-");
      else if (isBase) out += `^{${text}}`;
      else {
        isApart = false;
        put(text);
      }
    } else if (addition) put(" ⋅ ");
    else if (text === "#") put("≡");
    else if (text === "~" && isApart && source[at] === " ") continue;
    else if (text === "-") {
      isChain ||= /^$|[\s([]/.test(source[at - 2] ?? "");
      put("-");
    } else put(text, Boolean(atoms || amount || state) || /[)\]]|[^\0-\x7f]/.test(text));
  }
  return out.replace(/ {2,}/g, " ");
}
