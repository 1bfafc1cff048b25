// @ts-check
// Makes of the open page what its new source says, by as few changes as can be.
//
// Compared are the old source and the new one, not the page itself: what the reader or the site's
// scripts changed in it (a callout folded, a button shown, a dialog opened) is in neither, and so
// stays. The page is changed in the same places as the old source, which thus becomes the new one.

import { align } from "./align.js";

/** The page differs from its source where that changed: it has to be loaded anew. */
export class UnsureError extends Error {}

/** What is replaced whole: a part of it by itself does not make the browser look again. */
const WHOLE = new Set(
  ["math", "svg", "audio", "video", "picture", "object", "iframe", "script", "style", "noscript"].concat(
    ["template", "select", "textarea", "canvas"],
  ),
);
const BLOCK = "p, h1, h2, h3, h4, h5, h6, li, dt, dd, tr, pre, figure, blockquote, .math, .callout, img, hr";

/**
 * @typedef {object} Source
 * @property {Element} old what the page was made from; changed here into `fresh`, whose nodes it takes
 * @property {Element} fresh what the page has to become
 */

/** @type {Set<Node>} */
let frames = new Set();

/**
 * Around the text and so nearly always changed with it; to compare them as wholes would cost more
 * than all else.
 * @param {Element} root
 */
function framesOf(root) {
  /** @type {Set<Node>} */
  const frames = new Set();
  for (let frame = root.querySelector(".prose"); frame; frame = frame.parentElement) frames.add(frame);
  return frames;
}

/**
 * @param {Element} live in the open page, where `source.old` stands in its source
 * @param {Source} source
 * @param {(node: Node) => boolean} isOurs whether a child of this element is to be patched
 * @returns {Set<Element>} the blocks of the page that changed or are new
 * @throws {UnsureError}
 */
export function patch(live, { old, fresh }, isOurs = () => true) {
  /** @type {Set<Element>} */
  const changed = new Set();
  frames = framesOf(old);
  patchAttributes(live, old, fresh, changed);
  patchChildren(live, old, fresh, changed, isOurs);
  return changed;
}

/**
 * @param {Element} live
 * @param {Element} old
 * @param {Element} fresh
 * @param {Set<Element>} changed
 * @param {(node: Node) => boolean} isOurs
 */
function patchChildren(live, old, fresh, changed, isOurs = () => true) {
  const olds = [...old.childNodes].filter(isOurs);
  const freshes = [...fresh.childNodes].filter(isOurs);
  const { partner, isSame } = align(olds, freshes, isEqual);
  const twins = findTwins([...live.childNodes].filter(isOurs), olds);
  const isKept = new Set(partner);
  olds.forEach((node, i) => {
    if (isKept.has(i)) return;
    known(twins[i]).remove();
    node.remove();
    mark(live, changed);
  });
  // From the last to the first, so that what comes behind stands already.
  const last = twins.findLast((twin) => twin?.parentNode === live);
  /** @type {ChildNode | null} */
  let next = null;
  /** @type {ChildNode | null | undefined} */
  let nextTwin = last?.nextSibling;
  for (let j = freshes.length - 1; j >= 0; j--) {
    const i = partner[j];
    /** @type {ChildNode} */
    let node = olds[i];
    let twin = twins[i];
    if (i < 0) {
      node = freshes[j];
      twin = document.importNode(node, true);
      old.insertBefore(node, next);
      live.insertBefore(twin, nextTwin ?? (next ? known(nextTwin) : null));
      mark(twin instanceof Element ? twin : live, changed);
    } else if (!isSame[j]) {
      [node, twin] = patchNode(known(twin), node, freshes[j], changed);
    }
    [next, nextTwin] = [node, twin];
  }
}

/**
 * @param {ChildNode} live
 * @param {ChildNode} old
 * @param {ChildNode} fresh
 * @param {Set<Element>} changed
 * @returns {[ChildNode, ChildNode]} what stands now in the source and in the page
 */
function patchNode(live, old, fresh, changed) {
  if (old instanceof Element && fresh instanceof Element && live instanceof Element) {
    // Its turn comes with a later build, when the reader has closed it.
    if (live.matches("dialog[open]")) return [old, live];
    // The theme's script made tabs of it, and does so again.
    if (!WHOLE.has(old.localName) && !old.matches(".code-group")) {
      patchAttributes(live, old, fresh, changed);
      patchChildren(live, old, fresh, changed);
      return [old, live];
    }
    old.replaceWith(fresh);
    // Scripts that a DOMParser made never run.
    const twin = document.importNode(fresh, true);
    live.replaceWith(twin);
    mark(twin, changed);
    return [fresh, twin];
  }
  setText(live, fresh.nodeValue ?? "");
  old.nodeValue = fresh.nodeValue;
  if (live.parentElement) mark(live.parentElement, changed);
  return [old, live];
}

/**
 * What is the same at both ends stays, so that a selection in it does.
 * @param {Node} node
 * @param {string} text
 */
function setText(node, text) {
  if (!(node instanceof CharacterData)) return;
  const before = node.data;
  let begin = 0;
  const shorter = Math.min(before.length, text.length);
  while (begin < shorter && before[begin] === text[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && before.at(-1 - end) === text.at(-1 - end)) end++;
  node.replaceData(begin, before.length - begin - end, text.slice(begin, text.length - end));
}

/**
 * @param {Element} live
 * @param {Element} old
 * @param {Element} fresh
 * @param {Set<Element>} changed
 */
function patchAttributes(live, old, fresh, changed) {
  const names = new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()]);
  for (const name of names) {
    const value = fresh.getAttribute(name);
    if (value === old.getAttribute(name)) continue;
    for (const element of [old, live]) {
      if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value);
    }
    if (name === "checked" && live instanceof HTMLInputElement) live.checked = value !== null;
    mark(live, changed);
  }
}

/**
 * @param {Node} one
 * @param {Node} other
 */
function isEqual(one, other) {
  return !frames.has(one) && one.isEqualNode(other);
}

/**
 * The nodes in the page that stand for those of the source; undefined where there is none. Where
 * scripts added some, those that are equal show the places of the others.
 * @param {ChildNode[]} lives
 * @param {readonly ChildNode[]} olds
 * @returns {(ChildNode | undefined)[]}
 */
function findTwins(lives, olds) {
  if (lives.length === olds.length && olds.every((node, i) => node.nodeName === lives[i].nodeName)) return lives;
  /** @type {(ChildNode | undefined)[]} */
  const twins = olds.map(() => undefined);
  align(olds, lives).partner.forEach((i, j) => {
    if (i >= 0) twins[i] = lives[j];
  });
  return twins;
}

/**
 * @template {Node} T
 * @param {T | null | undefined} twin
 * @returns {T}
 */
function known(twin) {
  if (!twin) throw new UnsureError("the page is not as its source says");
  return twin;
}

/**
 * @param {Element} element
 * @param {Set<Element>} changed
 */
function mark(element, changed) {
  changed.add(element.closest(BLOCK) ?? element);
}
