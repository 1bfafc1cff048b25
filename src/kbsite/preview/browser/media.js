// @ts-check
// Pictures, sound, video and frames whose file changed are loaded again; all others stay.
//
// The page says the same as before, and a browser that has a picture does not ask for it again
// while the page is open: the address gets a mark, which is another with each change.

import { plainPath } from "./server.js";

const MARK = "kbsite";
/** Where an element says what it shows. */
const PLACES = ["src", "srcset", "poster", "data", "href"];
const SHOWING = "img, source, video, audio, track, iframe, embed, object, svg image";
/** One address of a `srcset`, which may hold commas but not end with one, and its descriptor. */
const CANDIDATE = /([^\s,]\S*[^\s,]|[^\s,])(?=[\s,]|$)((?:\s+[^,]*)?)/g;

/** When each file changed last, by its path. @type {Map<string, number>} */
const changes = new Map();
/** When any may have. */
let anyChange = 0;

/** @param {Iterable<string> | null} files paths of those that changed; null where any may have */
export function noteFiles(files) {
  if (!files) anyChange = Date.now();
  for (const file of files ?? []) changes.set(plainPath(file), Date.now());
}

/** Loads again what the page shows of files that changed since it showed them. */
export function renewMedia() {
  if (!anyChange && !changes.size) return;
  for (const element of document.querySelectorAll(SHOWING)) {
    const fresh = PLACES.flatMap((name) => {
      const value = element.getAttribute(name);
      const marked = value && (name === "srcset" ? value.replace(CANDIDATE, (_, one, rest) => markedAddress(one) + rest) : markedAddress(value));
      return marked && marked !== value ? [{ name, marked }] : [];
    });
    if (fresh.length) show(element, fresh);
  }
}

/**
 * @param {Element} element
 * @param {{ name: string, marked: string }[]} fresh
 */
function show(element, fresh) {
  // A frame that is led elsewhere would be a step back in the history of the tab.
  const isFrame = element.matches("iframe, embed, object");
  const target = isFrame ? /** @type {Element} */ (element.cloneNode(true)) : element;
  for (const { name, marked } of fresh) target.setAttribute(name, marked);
  if (isFrame) element.replaceWith(target);
  const player = target.matches("source, track") ? target.parentElement : target;
  if (player instanceof HTMLMediaElement) player.load();
}

/** @param {string} address */
function markedAddress(address) {
  let url;
  try {
    url = new URL(address, document.baseURI);
  } catch {
    return address;
  }
  if (url.origin !== location.origin) return address;
  const changed = Math.max(anyChange, changes.get(plainPath(url.pathname)) ?? 0);
  if (!changed || url.searchParams.get(MARK) === String(changed)) return address;
  url.searchParams.set(MARK, String(changed));
  return url.href;
}
