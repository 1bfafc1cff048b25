// Pagefind's own JavaScript for score.mjs: as in a page, without the worker that Node has not.
import path from "node:path";
import { pathToFileURL } from "node:url";

export async function open({ site, base, wire, options }) {
  const script = path.join(site, "pagefind", "pagefind.js");
  globalThis.fetch = wire.fetch;
  const html = { getAttribute: () => options.language };
  globalThis.document ??= { currentScript: null, querySelector: () => html };
  wire.read(script);
  const { createInstance } = await import(pathToFileURL(script).href);
  const search = createInstance({ basePath: new URL("pagefind/", base).href, baseUrl: "/" });
  await search.init();
  return {
    async ask(query, limit) {
      const { results } = await search.search(query);
      const shown = await Promise.all(results.slice(0, limit).map((result) => result.data()));
      const urls = shown.map(({ raw_url: url }) => decodeURIComponent(url));
      return { urls, partial: false, total: results.length };
    },
  };
}
