// @ts-check
// Stylesheets are swapped in the open page: the new one is loaded before the old one goes.

/** What lies below a folder that is named by its digest never changes. */
const FIXED = /\/assets\/[0-9a-f]{8,64}\//;
/** The contents of the others, by address. @type {Map<string, string>} */
const contents = new Map();

/** @param {Node} node */
export function isStylesheet(node) {
  return node instanceof HTMLLinkElement && node.relList.contains("stylesheet");
}

/**
 * @param {Document} old what the page was made from; has the stylesheets of `fresh` at once
 * @param {Document} fresh
 * @param {(address: string) => boolean} isAnew whether the same address has other contents now
 */
export async function swapStylesheets(old, fresh, isAnew = () => false) {
  const before = new Set(addresses(old));
  const lives = new Map(linksOf(document).map((link) => [plainAddress(link), link]));
  const gone = new Set([...before].map((address) => lives.get(address)));
  const wanted = addresses(fresh);
  adopt(old, fresh);
  const loading = [];
  /** @type {Element | null} */
  let previous = null;
  for (const address of wanted) {
    let link = before.has(address) && !isAnew(address) ? lives.get(address) : undefined;
    if (link) gone.delete(link);
    else {
      const added = (link = document.createElement("link"));
      added.rel = "stylesheet";
      added.href = before.has(address) ? `${address}?kbsite=${Date.now()}` : address;
      loading.push(new Promise((done) => (added.onload = added.onerror = done)));
      const behind = lives.get(address) ?? previous ?? [...gone].find(Boolean);
      if (behind) behind.after(added);
      else document.head.append(added);
    }
    previous = link;
  }
  await Promise.all(loading);
  gone.forEach((link) => link?.remove());
}

/**
 * Swaps those whose contents changed under the address that they have.
 * @param {Document} source
 */
export async function lookAgain(source) {
  /** @type {Set<string>} */
  const changed = new Set();
  await Promise.all(
    addresses(source).filter((address) => !FIXED.test(address)).map(async (address) => {
      const known = contents.get(address);
      const response = await fetch(address, { cache: known === undefined ? "force-cache" : "no-cache" });
      const text = await response.text();
      contents.set(address, text);
      if (known !== undefined && known !== text) changed.add(address);
    }),
  );
  if (changed.size) await swapStylesheets(source, source, (address) => changed.has(address));
}

/**
 * @param {Document} old
 * @param {Document} fresh
 */
function adopt(old, fresh) {
  if (old === fresh) return;
  linksOf(old).forEach((link) => link.remove());
  old.head.append(...linksOf(fresh).map((link) => old.importNode(link)));
}

/** @param {Document} page */
function linksOf(page) {
  return /** @type {HTMLLinkElement[]} */ ([...page.head.querySelectorAll("link")].filter(isStylesheet));
}

/** @param {Document} page */
function addresses(page) {
  return linksOf(page).map(plainAddress);
}

/** @param {HTMLLinkElement} link */
function plainAddress(link) {
  return (link.getAttribute("href") ?? "").replace(/\?kbsite=\d+$/, "");
}
