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

/** @typedef {{ link: HTMLAnchorElement, heading: Element, top: number }} Section */

/**
 * The sections that are not folded in, each with how far down the page it or one behind it begins:
 * what stands above those before it (beside them, for one) is reached with them.
 * @param {HTMLElement} contents
 */
function sectionsOf(contents) {
  /** @type {Section[]} */
  const sections = [];
  for (const link of contents.querySelectorAll("a")) {
    const heading = headingOf(link);
    if (!heading || heading.closest("details:not([open])")) continue;
    sections.push({ link, heading, top: heading.getBoundingClientRect().top + scrollY });
  }
  let least = Infinity;
  for (const section of [...sections].reverse()) section.top = least = Math.min(least, section.top);
  return sections;
}

/** The last section that begins above `end`, by bisection. @param {Section[]} sections @param {number} end */
function lastReached(sections, end) {
  let [from, to] = [0, sections.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sections[middle].top < end) from = middle + 1;
    else to = middle;
  }
  return sections[from - 1];
}

/** Marks the section that is read, which none is above the first heading. */
export function followContents() {
  /** @type {Element | null} the heading that was asked for, and how far the page was scrolled then */
  let asked = null;
  let askedAt = 0;
  let isWaiting = false;
  /** @type {Section[] | null} null when they may stand elsewhere than they did */
  let sections = null;

  function mark() {
    isWaiting = false;
    const contents = /** @type {HTMLElement | null} */ (document.querySelector(".toc"));
    if (!contents) return;
    sections ??= sectionsOf(contents);
    const meant = scrollY === askedAt ? asked : null;
    const section =
      (meant && sections.find(({ heading }) => heading === meant)) ?? lastReached(sections, scrollY + line());
    const read = section?.link;
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
  function measureSoon() {
    sections = null;
    markSoon();
  }
  /** Where several headings are in sight at the end of the page, the one that was asked for is meant. */
  function ask() {
    const heading = document.querySelector(":target");
    const top = heading?.getBoundingClientRect().top ?? -1;
    asked = top >= 0 && top < innerHeight ? heading : null;
    askedAt = scrollY;
    markSoon();
  }
  // Pictures come late, and what is folded opens; the preview changes the text and its contents.
  const sizes = new ResizeObserver(measureSoon);
  function observe() {
    const text = document.querySelector(".prose");
    if (text) sizes.observe(text);
    measureSoon();
  }
  sizes.observe(document.body);
  new MutationObserver(observe).observe(document.querySelector("main") ?? document.body, { childList: true, subtree: true });
  addEventListener("toggle", measureSoon, true);
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", measureSoon);
  addEventListener("hashchange", ask);
  addEventListener("load", ask);
  observe();
}
