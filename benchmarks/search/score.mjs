// Asks a search engine over the files of a built site, and counts what it fetched.
// Started by engines.py: node score.mjs ENGINE IN OUT
//
// ENGINE is a module that exports `open({ site, base, wire, options })` → `{ ask(query, limit) }`; this
// promises `{ urls, partial, total }`: URLs of pages, decoded, without base path, best first. It may
// export `kindOf(file, data)`, which names the kind of a file, or gives null. An
// engine that made its index here says how many CPU `seconds` that took.
// IN holds { site, base, options, fresh, asked }: `fresh` are queries each of which a new engine is
// asked, as by a reader who has just come; `asked` are [query, limit] of one engine for all.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** As many notes as the dialog asks for. */
const SHOWN = 8;
/** What servers compress; all else goes over the wire as it lies on disk. */
const TEXT = /\.(?:m?js|json|css|html|svg)$/;
/** The first that fits a file's path names its kind, where the engine does not. */
const KINDS = [
  [/\.m?js$/, "js"],
  [/\.wasm$|wasm\.|manifest|entry\.json$|pf_meta$/, "manifest"],
  [/frag/, "fragments"],
  [/./, "index part"],
];

/** Bytes by kind of file, of all that was fetched since `start`. */
class Wire {
  constructor(site, base) {
    Object.assign(this, { site, base, sizes: new Map() });
    this.start();
  }

  start() {
    this.bytes = {};
    this.files = 0;
  }

  /** The bytes of `file`, counted as sent. */
  read(file) {
    const data = fs.readFileSync(file);
    if (!this.sizes.has(file)) {
      this.sizes.set(file, TEXT.test(file) ? gzipSync(data).length : data.length);
    }
    const kind = kindOf?.(file, data) ?? KINDS.find(([pattern]) => pattern.test(file))[1];
    this.count(kind, this.sizes.get(file));
    return data;
  }

  count(kind, size) {
    this.bytes[kind] = (this.bytes[kind] ?? 0) + size;
    this.files += 1;
  }

  fetch = async (input, init = {}) => {
    init.signal?.throwIfAborted();
    const url = new URL(typeof input === "object" && "url" in input ? input.url : input);
    if (!url.href.startsWith(this.base)) throw new TypeError(`${url} is not of this site`);
    const name = decodeURIComponent(url.pathname).slice(new URL(this.base).pathname.length);
    const file = path.join(this.site, name);
    if (!fs.existsSync(file)) return new Response("", { status: 404 });
    const type = file.endsWith(".json") ? "application/json" : "application/octet-stream";
    return new Response(this.read(file), { headers: { "content-type": type } });
  };
}

const [engine, input, output] = process.argv.slice(2);
const { site, base, options, fresh, asked } = JSON.parse(fs.readFileSync(input, "utf8"));
const { open, kindOf } = await import(pathToFileURL(engine).href);
const wire = new Wire(site, base);
const opened = () => open({ site, base, wire, options });

async function ask(one, query, limit) {
  const started = performance.now();
  const answer = await one.ask(query, limit);
  return { query, ...answer, milliseconds: performance.now() - started };
}

const answers = { fresh: [], asked: [] };
for (const query of fresh) {
  wire.start();
  const answer = await ask(await opened(), query, SHOWN);
  answers.fresh.push({ ...answer, bytes: wire.bytes, files: wire.files });
}
wire.start();
const shared = asked.length ? await opened() : null;
for (const [query, limit] of asked) answers.asked.push(await ask(shared, query, limit));
answers.seconds = shared?.seconds ?? 0;
fs.writeFileSync(output, JSON.stringify(answers));
