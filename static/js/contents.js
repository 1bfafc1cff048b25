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

/** Marks the section that is read, which none is above the first heading. */
export function followContents() {
  const contents = /** @type {HTMLElement | null} */ (document.querySelector(".toc"));
  if (!contents) return;
  /** @type {Map<Element, HTMLElement>} heading → its link, in their order */
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  /** @type {Element | undefined} the heading that was asked for, and how far the page was scrolled then */
  let asked;
  let askedAt = 0;
  /** @type {HTMLElement | undefined} */
  let current;
  let isWaiting = false;

  function mark() {
    isWaiting = false;
    const reached = line();
    const read =
      asked && scrollY === askedAt
        ? asked
        : [...links.keys()].findLast(
            (heading) => heading.getBoundingClientRect().top < reached && !heading.closest("details:not([open])"),
          );
    const link = read && links.get(read);
    if (link === current) return;
    current?.removeAttribute("aria-current");
    current = link;
    if (!link) return;
    link.setAttribute("aria-current", "true");
    keepInSight(contents, link);
  }
  function markSoon() {
    if (!isWaiting) requestAnimationFrame(mark);
    isWaiting = true;
  }
  /** Where several headings are in sight at the end of the page, the one that was asked for is meant. */
  function ask() {
    const heading = document.querySelector(":target");
    const top = heading?.getBoundingClientRect().top ?? -1;
    asked = heading && links.has(heading) && top >= 0 && top < innerHeight ? heading : undefined;
    askedAt = scrollY;
    markSoon();
  }
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", markSoon);
  addEventListener("hashchange", ask);
  addEventListener("load", ask);
  markSoon();
}
