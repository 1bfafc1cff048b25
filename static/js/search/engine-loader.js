// @ts-check
// The engine of this site, loaded once; what failed is loaded anew.

/** @typedef {import("./types.js").Engine} Engine */

/** @type {Promise<Engine> | undefined} */
let loading;
let failures = 0;

/** @returns {string} the path of the site's root, with a slash at its end */
export function sitePath() {
  const link = /** @type {HTMLAnchorElement} */ (document.querySelector(".search-open"));
  return new URL("..", link.href).pathname;
}

/** @returns {Promise<Engine>} */
export function loadedEngine() {
  loading ??= load();
  return loading;
}

async function load() {
  try {
    const { createSearch } = await loadModule();
    return createSearch({ baseUrl: sitePath(), fetch: globalThis.fetch.bind(globalThis) });
  } catch (fault) {
    loading = undefined;
    failures += 1;
    throw fault;
  }
}

function loadModule() {
  // Some browsers remember that a module could not be loaded, by its URL.
  return failures ? import(`${new URL("engine.js", import.meta.url)}?${failures}`) : import("./engine.js");
}
