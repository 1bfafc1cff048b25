// @ts-check
// The source of the open page: kept as it was loaded, asked for anew, and made into the page.

import { renewMedia } from "./media.js";
import { patch, UnsureError } from "./patch.js";
import { findPlace, holdPlace, leavePlace } from "./place.js";
import { isStylesheet, lookAgain, swapStylesheets } from "./stylesheets.js";

/** The theme's folder is named by its digest. */
const ASSETS = /\/assets\/[0-9a-f]{8,64}\//g;
/** The tag of this script names what it stands in. */
const DIGEST = /\/_kbsite\/preview\/preview\.js"[^>]* data-digest="([^"]*)"/;
const OWN = /** @type {HTMLElement | null} */ (document.querySelector('script[src*="/_kbsite/preview/preview.js"]'));

/** What the page was made from, as text and parsed; null where that is no more to be had. */
let text = "";
/** @type {Document | null} */
let source = null;
/** One thing at a time. @type {Promise<unknown>} */
let queue = Promise.resolve();

/** Fetches what the open page was made from; the browser has kept it. */
export function loadSource() {
  // What the browser itself does about the place is done when all is loaded.
  if (document.readyState === "complete") findPlace();
  else addEventListener("load", findPlace);
  queue = queue.then(async () => {
    const html = await ask("force-cache");
    // It changed since the page was loaded: the next look finds that, and loads it anew.
    if (digestIn(html) !== (OWN?.dataset.digest ?? "")) return;
    text = html;
    source = parsed(html);
    lookAgain(source).catch(() => {});
  });
  queue = queue.catch(() => {});
}

/**
 * Makes the page what its source is now; loads it anew where that cannot be done in place.
 * @returns {Promise<Set<Element>>} the blocks that changed
 */
export function refresh() {
  const done = queue.then(renew);
  queue = done.catch(() => {});
  // Not waited for: the font of all formulas takes the server longer than a page.
  done.then((changed) => {
    const isMath = [...changed].some((block) => block.localName === "math" || block.querySelector("math"));
    if (source && isMath) return lookAgain(source);
  }).catch(() => {});
  return done;
}

/** @returns {Promise<Set<Element>>} */
async function renew() {
  const html = await ask("no-cache");
  // Without an answer the connection is lost; there is another look when it is back.
  if (!html || html === text) return new Set();
  const fresh = parsed(html);
  if (!source || kindOf(source) !== kindOf(fresh)) return reload();
  text = html;
  swapStylesheets(source, fresh);
  try {
    return holdPlace(() => become(/** @type {Document} */ (source), fresh));
  } catch (error) {
    if (!(error instanceof UnsureError)) console.error(error);
    return reload();
  }
}

/**
 * @param {RequestCache} cache
 * @returns {Promise<string>} the HTML of this page; "" where the server does not answer
 */
async function ask(cache) {
  try {
    const response = await fetch(location.pathname, { cache });
    // The site has moved below another path.
    if (response.redirected) return leave(response.url + location.hash);
    return await response.text();
  } catch {
    return "";
  }
}

/**
 * @param {Document} old
 * @param {Document} fresh
 */
function become(old, fresh) {
  patch(document.head, { old: old.head, fresh: fresh.head }, isPatchedInHead);
  const changed = patch(document.body, { old: old.body, fresh: fresh.body });
  // At once: what was put in has not been asked for yet.
  renewMedia();
  return changed;
}

/** @returns {Promise<never>} */
function reload() {
  leavePlace(location.pathname);
  location.reload();
  return new Promise(() => {});
}

/**
 * @param {string} address
 * @returns {Promise<never>}
 */
export function leave(address) {
  leavePlace(new URL(address, location.href).pathname);
  location.replace(address);
  return new Promise(() => {});
}

/** @param {string} html */
function digestIn(html) {
  return DIGEST.exec(html)?.[1] ?? "";
}

/** @param {string} html */
function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

/** @param {Node} node */
function isPatchedInHead(node) {
  return node instanceof Element && !isStylesheet(node) && !isProgram(node);
}

/** @param {Element} element */
function isProgram(element) {
  return element.matches("script") && !/json/.test(element.getAttribute("type") ?? "");
}

/**
 * Pages of one kind come from one template and run the same scripts, whose older state goes on.
 * @param {Document} page
 */
function kindOf(page) {
  const scripts = [...page.scripts].filter(isProgram).map((script) =>
    DIGEST.test(script.outerHTML) ? "" : script.outerHTML.replace(ASSETS, "/assets/*/"),
  );
  const policies = [...page.querySelectorAll("meta[http-equiv]")].map((meta) => meta.outerHTML);
  return JSON.stringify([page.documentElement.lang, page.body.className, scripts, policies]);
}
