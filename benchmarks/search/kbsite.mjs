// kbsite's own engine for score.mjs: the files of the built site.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** The folder of the site's search modules. */
function modules(site) {
  for (const digest of fs.readdirSync(path.join(site, "assets"))) {
    const folder = path.join(site, "assets", digest, "js", "search");
    if (fs.existsSync(path.join(folder, "engine.js"))) return folder;
  }
  throw new Error(`${site} has no assets/…/js/search/engine.js`);
}

/** `file` and all that it imports, also late: "./name.js" in quotes. */
function imported(file, seen = new Set()) {
  if (seen.has(file) || !fs.existsSync(file)) return seen;
  seen.add(file);
  for (const [, name] of fs.readFileSync(file, "utf8").matchAll(/["'`](\.{1,2}\/[\w./-]+\.js)["'`]/g)) {
    imported(path.resolve(path.dirname(file), name), seen);
  }
  return seen;
}

export async function open({ site, base, wire }) {
  const folder = modules(site);
  const { createSearch } = await import(pathToFileURL(path.join(folder, "engine.js")).href);
  // The interface beside the engine is loaded with it.
  const files = new Set();
  for (const name of fs.readdirSync(folder)) {
    if (name.endsWith(".js")) imported(path.join(folder, name), files);
  }
  for (const file of files) wire.read(file);
  const search = createSearch({ baseUrl: base, fetch: wire.fetch });
  const within = new URL(base).pathname.length - 1;
  const page = ({ url }) => decodeURIComponent(new URL(url, base).pathname).slice(within);
  return {
    async ask(query, limit) {
      const { results, partial, total } = await search.search(query, { limit });
      const shown = results.length ? results : partial;
      return { urls: shown.map(page), partial: !results.length && shown.length > 0, total };
    },
  };
}
