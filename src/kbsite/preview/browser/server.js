// @ts-check
// Where the preview's server answers, and what it is asked. All below `/_kbsite/` of the site.

/** @typedef {import("./types.js").PageFacts} PageFacts */
/** @typedef {import("./types.js").Words} Words */

const HOME = new URL("../", import.meta.url);

export const EVENTS = new URL("events", HOME).href;
export const STYLES = new URL("preview/preview.css", HOME).href;

/**
 * @param {string} path of a page
 * @returns {Promise<PageFacts | null>} null where the server does not answer or knows no such page
 */
export function askFacts(path) {
  return askJson(new URL(`page?url=${encodeURIComponent(path)}`, HOME).href);
}

/** @returns {Promise<Words>} the words of the interface, in the site's language */
export async function askWords() {
  return (await askJson(new URL("preview/words.json", HOME).href)) ?? {};
}

/** @param {string} url */
async function askJson(url) {
  try {
    const response = await fetch(url, { cache: "no-cache" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/**
 * A path as one compares it: browsers and servers do not percent-encode all characters alike.
 * @param {string} path
 */
export function plainPath(path) {
  try {
    return decodeURIComponent(path).replace(/\/index\.html$/, "/");
  } catch {
    return path;
  }
}
