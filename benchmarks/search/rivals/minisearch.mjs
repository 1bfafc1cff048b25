// MiniSearch for score.mjs: an index of whole notes that is loaded before the first query.
import fs from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const SPACE_OR_PUNCTUATION = /[\n\r\p{Z}\p{P}]+/u;
const FIELDS = ["title", "headings", "text"];

/** The library's own words, Han characters in pairs. */
function bigrams(text) {
  const words = [];
  for (const word of text.normalize("NFKC").split(SPACE_OR_PUNCTUATION)) {
    for (const [run] of word.matchAll(/\p{Script=Han}+|[^\p{Script=Han}]+/gu)) {
      const characters = [...run];
      if (!/\p{Script=Han}/u.test(run) || characters.length === 1) words.push(run);
      else for (let i = 1; i < characters.length; i++) words.push(characters[i - 1] + characters[i]);
    }
  }
  return words;
}

let loaded;

/** The finished index, its size on the wire and the CPU seconds that it took; made once. */
async function load({ library, documents, pairs }) {
  const { default: MiniSearch } = await import(pathToFileURL(library).href);
  const notes = JSON.parse(fs.readFileSync(documents, "utf8"));
  const settings = { fields: FIELDS, idField: "url", ...(pairs && { tokenize: bigrams }) };
  const started = process.cpuUsage();
  const made = new MiniSearch(settings);
  made.addAll(notes);
  const text = JSON.stringify(made);
  const { user, system } = process.cpuUsage(started);
  const index = MiniSearch.loadJSON(text, settings);
  return { index, size: gzipSync(text).length, seconds: (user + system) / 1e6 };
}

export async function open({ wire, options }) {
  loaded ??= await load(options);
  const { index, size, seconds } = loaded;
  wire.read(options.library);
  wire.count("manifest", size);
  // What VitePress sets; all pairs of a phrase have to be there.
  const boost = { title: 4, headings: 2 };
  const how = { prefix: true, fuzzy: 0.2, boost, combineWith: options.pairs ? "AND" : "OR" };
  return {
    seconds,
    async ask(query, limit) {
      const results = index.search(query, how);
      const urls = results.slice(0, limit).map(({ id }) => id);
      return { urls, partial: false, total: results.length };
    },
  };
}
