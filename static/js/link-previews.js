// @ts-check
// What a link leads to, shown beside it: the rest is loaded with the first link that is pointed at.

/** Links in the text of a note, or of one that introduces a list, and in what stands below it. */
const LINKS = "main :is(.prose, .backlinks, .relations) a[href]";
/** Ways within the page that are seen at a glance. */
const WAYS = ".footnote-back, .toc-marker a, .heading-anchor";

/** @param {EventTarget | null} target @returns {HTMLAnchorElement | null} a link of this site's pages */
function linkAt(target) {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element | null} */ (target)?.closest?.(LINKS) ?? null);
  if (!link || link.matches(WAYS) || link.origin !== location.origin) return null;
  const isPage = link.pathname === location.pathname ? link.hash : link.pathname.endsWith("/");
  return isPage ? link : null;
}

/** Listens for links that are pointed at with a mouse or a pen, or reached with the keyboard. */
export function previewLinks() {
  /** @param {HTMLAnchorElement} link @param {PointerEvent} [event] */
  const look = async (link, event) => (await import("./previews/intent.js")).lookAt(link, event);
  // What comes below a pointer that rests, as when the page scrolls, is not pointed at before it moves.
  /** @type {HTMLAnchorElement | null} */
  let entered = null;
  document.addEventListener("pointerover", (event) => {
    entered = event.pointerType === "touch" || event.buttons ? null : linkAt(event.target);
  });
  document.addEventListener("pointermove", (event) => {
    if (entered?.contains(/** @type {Node} */ (event.target))) look(entered, event).catch(() => {});
    entered = null;
  });
  document.addEventListener("focusin", (event) => {
    const link = linkAt(event.target);
    if (link?.matches(":focus-visible")) look(link).catch(() => {});
  });
}
