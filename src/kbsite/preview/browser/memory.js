// @ts-check
// What is remembered for the tab, over the pages that it shows.

/** @param {string} key */
export function recall(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
export function keep(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Storage is refused: it lasts as long as the page.
  }
}
