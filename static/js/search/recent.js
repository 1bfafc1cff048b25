// @ts-check
// The queries that led somewhere, newest first, kept in this browser alone.

const KEPT = 8;
const LONGEST_KEPT = 200;

/**
 * @param {string} key of the storage
 * @returns {string[]} none where storage is refused or holds something else
 */
export function recentQueries(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter((query) => typeof query === "string" && query).slice(0, KEPT);
  } catch {
    return [];
  }
}

/**
 * @param {string} key
 * @param {string} query
 */
export function remember(key, query) {
  if (!query || query.length > LONGEST_KEPT) return;
  store(key, [query, ...recentQueries(key).filter((other) => other !== query)].slice(0, KEPT));
}

/**
 * @param {string} key
 * @param {string} query
 */
export function forgetQuery(key, query) {
  store(key, recentQueries(key).filter((other) => other !== query));
}

/**
 * @param {string} key
 * @param {string[]} queries
 */
function store(key, queries) {
  try {
    if (queries.length) localStorage.setItem(key, JSON.stringify(queries));
    else localStorage.removeItem(key);
  } catch {
    // Storage is refused: nothing is kept.
  }
}
