// @ts-check
// Stylesheets that few readers need: each is loaded with the script whose work it is about.

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/**
 * Loads a stylesheet of the theme, once, below all that the site itself says; done when it is
 * there, or cannot be had.
 * @param {"graph" | "search"} name
 * @returns {Promise<void>}
 */
export function styled(name) {
  const promise = asked.get(name) ?? load(name);
  asked.set(name, promise);
  return promise;
}

/** @param {string} name @returns {Promise<void>} */
function load(name) {
  const styles = /** @type {HTMLLinkElement[]} */ ([...document.querySelectorAll('link[rel="stylesheet"]')]);
  const site = styles.find((style) => style.href.endsWith("/css/site.css"));
  const href = site?.href.replace(/site\.css$/, `${name}.css`);
  if (!site || !href || styles.some((style) => style.href === href)) return Promise.resolve();
  const link = /** @type {HTMLLinkElement} */ (site.cloneNode());
  link.href = href;
  return new Promise((done) => {
    link.addEventListener("load", () => done());
    link.addEventListener("error", () => done());
    site.after(link);
  });
}
