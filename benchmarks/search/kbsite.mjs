// kbsite's own engine for score.mjs: the files of the built site.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";

/** The folder of the site's search modules. */
function modules(site) {
  for (const digest of fs.readdirSync(path.join(site, "assets"))) {
    const folder = path.join(site, "assets", digest, "js", "search");
    if (fs.existsSync(path.join(folder, "engine.js"))) return folder;
  }
  throw new Error(`${site} has no assets/…/js/search/engine.js`);
}

/** What kind of file the index's own are: they are named by their content. */
export function kindOf(file, data) {
  if (!file.endsWith(".bin") || file.endsWith("manifest.bin")) return null;
  return inflateSync(data).subarray(0, 3).toString() === '["/' ? "fragments" : "index part";
}

/** What every page has, and what the first use of the dialog loads. Readings and typing errors are
 * loaded by the queries that need them. */
const LOADED = ["dialog.js", "engine.js"];

export async function open({ site, base, wire }) {
  const folder = modules(site);
  const { createSearch } = await import(pathToFileURL(path.join(folder, "engine.js")).href);
  for (const name of LOADED) wire.read(path.join(folder, name));
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
