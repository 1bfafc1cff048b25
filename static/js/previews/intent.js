// @ts-check
// When a preview opens and closes: not for a pointer that only passes, and not while one reads it.

import { hideCard, isShown, showCard } from "./card.js";
import { contentOf } from "./content.js";

/** Milliseconds before a link that is looked at opens, and before one that was left closes. */
const OPEN = 350;
const CLOSE = 250;

/** The link that is looked at. @type {HTMLAnchorElement | null} */
let current = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let opening;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let closing;

/**
 * Shows what `link` leads to, unless it is left soon.
 * @param {HTMLAnchorElement} link
 * @param {PointerEvent} [pointer] what points at it; without, it has the focus
 */
export function lookAt(link, pointer) {
  clearTimeout(closing);
  if (link === current) return;
  end();
  current = link;
  const gone = pointer ? "pointerleave" : "blur";
  link.addEventListener(gone, () => leave(link), { once: true });
  opening = setTimeout(() => open(link, pointer), OPEN);
}

/** @param {HTMLAnchorElement} link @param {PointerEvent} [pointer] */
async function open(link, pointer) {
  const content = await contentOf(link).catch(() => null);
  if (content && link === current && link.isConnected) {
    const card = showCard(link, content, pointer);
    card.addEventListener("pointerenter", () => clearTimeout(closing));
    card.addEventListener("pointerleave", () => leave(link));
  }
}

/** @param {HTMLAnchorElement} link */
function leave(link) {
  if (link !== current) return;
  clearTimeout(opening);
  clearTimeout(closing);
  closing = setTimeout(end, isShown() ? CLOSE : 0);
}

function end() {
  clearTimeout(opening);
  clearTimeout(closing);
  current = null;
  hideCard();
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !isShown()) return;
  event.preventDefault();
  // The link stays the current one, so that it does not open again while it is pointed at.
  clearTimeout(closing);
  hideCard();
});
addEventListener("pagehide", end);
// A touch or a click means something else.
addEventListener("pointerdown", (event) => {
  if (!(/** @type {Element} */ (event.target).closest?.(".link-card"))) end();
});
