// @ts-check
// The contents of a note beside its text follow what is read.

/** Above this part of the window a heading has been reached. */
const REACHED = 0.2;

/**
 * Where the line is that a heading has to pass. Towards the end of the page it goes down to the
 * bottom of the window, as the headings of short last sections come no higher.
 */
function line() {
  const room = document.documentElement.scrollHeight - innerHeight;
  if (room <= 0) return innerHeight * REACHED;
  // Where there is little to scroll, it begins at the top all the same.
  const rest = (room - scrollY) * Math.max(1, (innerHeight * (1 - REACHED)) / room);
  return Math.max(innerHeight * REACHED, innerHeight - rest);
}

/**
 * Keeps `link` in sight where the contents scroll.
 * @param {HTMLElement} contents
 * @param {HTMLElement} link
 */
function keepInSight(contents, link) {
  const room = contents.getBoundingClientRect();
  const box = link.getBoundingClientRect();
  if (box.top < room.top || box.bottom > room.bottom) contents.scrollTop += box.top - room.top - room.height / 3;
}

/** The heading that a link of the contents leads to. @param {HTMLAnchorElement} link */
const headingOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

/** Marks the section that is read, which none is above the first heading. */
export function followContents() {
  /** @type {Element | null} the heading that was asked for, and how far the page was scrolled then */
  let asked = null;
  let askedAt = 0;
  let isWaiting = false;

  /** Whether a heading has been reached, at the `end` of what has been. @param {Element | null} heading @param {number} end */
  const isReached = (heading, end) =>
    heading !== null && heading.getBoundingClientRect().top < end && !heading.closest("details:not([open])");

  function mark() {
    isWaiting = false;
    const contents = /** @type {HTMLElement | null} */ (document.querySelector(".toc"));
    if (!contents) return;
    const meant = scrollY === askedAt ? asked : null;
    const end = line();
    // Looked for each time: in the preview the text and its contents are not what they were.
    const links = [...contents.querySelectorAll("a")];
    const read =
      (meant && links.find((link) => headingOf(link) === meant)) ?? links.findLast((link) => isReached(headingOf(link), end));
    const before = contents.querySelector("[aria-current]");
    if (read === (before ?? undefined)) return;
    before?.removeAttribute("aria-current");
    if (!read) return;
    read.setAttribute("aria-current", "true");
    keepInSight(contents, read);
  }
  function markSoon() {
    if (!isWaiting) requestAnimationFrame(mark);
    isWaiting = true;
  }
  /** Where several headings are in sight at the end of the page, the one that was asked for is meant. */
  function ask() {
    const heading = document.querySelector(":target");
    const top = heading?.getBoundingClientRect().top ?? -1;
    asked = top >= 0 && top < innerHeight ? heading : null;
    askedAt = scrollY;
    markSoon();
  }
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", markSoon);
  addEventListener("hashchange", ask);
  addEventListener("load", ask);
  markSoon();
}
