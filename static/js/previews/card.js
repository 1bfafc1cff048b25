// @ts-check
// The card beside a link. It lies over the page, so that nothing moves, and scrolls with it.

/** Pixels between the card and the link, and the edge of the window. */
const GAP = 6;
const EDGE = 12;
const ID = "KB-link-card";

/** @type {HTMLElement | null} */
let card = null;
/** @type {HTMLElement | null} */
let described = null;

export const isShown = () => card !== null;

/**
 * @param {HTMLAnchorElement} link
 * @param {import("./content.js").Content} content
 * @param {PointerEvent} [pointer]
 * @returns {HTMLElement} the card, in place of the one before
 */
export function showCard(link, content, pointer) {
  hideCard();
  card = document.createElement("div");
  card.className = "link-card";
  card.id = ID;
  card.setAttribute("role", "tooltip");
  if (content.title) {
    const title = document.createElement("p");
    title.className = "link-card-title";
    title.textContent = content.title;
    card.append(title);
  }
  const text = document.createElement("div");
  text.className = "prose";
  // It is to be looked at: its links would be stops on the way through the page.
  text.inert = true;
  text.append(content.body);
  card.append(text);
  // A landmark, as all that is read aloud stands in one.
  (document.querySelector("main") ?? document.body).append(card);
  link.setAttribute("aria-describedby", ID);
  described = link;
  place(card, lineOf(link, pointer));
  return card;
}

export function hideCard() {
  card?.remove();
  described?.removeAttribute("aria-describedby");
  card = described = null;
}

/** @param {Element} link @param {PointerEvent} [pointer] @returns {DOMRect} the line of the link that is pointed at */
function lineOf(link, pointer) {
  const lines = [...link.getClientRects()];
  const at = pointer && lines.find((line) => pointer.clientY >= line.top - 2 && pointer.clientY <= line.bottom + 2);
  return at ?? lines[0] ?? link.getBoundingClientRect();
}

/** @param {HTMLElement} card @param {DOMRect} line below which it stands, or above where there is more room */
function place(card, line) {
  const { clientWidth, clientHeight } = document.documentElement;
  const below = clientHeight - line.bottom - GAP - EDGE;
  const above = line.top - GAP - EDGE;
  const isBelow = card.offsetHeight <= below || below >= above;
  card.style.maxHeight = `${Math.max(96, Math.min(card.offsetHeight, isBelow ? below : above))}px`;
  card.classList.toggle("is-cut", card.scrollHeight > card.clientHeight);
  const top = isBelow ? line.bottom + GAP : line.top - GAP - card.offsetHeight;
  const left = Math.max(EDGE, Math.min(line.left, clientWidth - card.offsetWidth - EDGE));
  card.style.top = `${top + scrollY}px`;
  card.style.left = `${left + scrollX}px`;
}
