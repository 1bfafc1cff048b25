// @ts-check
// The contents of a note beside its text follow what is read.

/** Above this part of the window a heading has been reached. */
const REACHED = 0.2;

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
  /** @type {Set<Element>} */
  const reached = new Set();
  /** @type {HTMLElement | undefined} */
  let current;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) reached[isIntersecting ? "add" : "delete"](target);
      const last = [...links.keys()].findLast((heading) => reached.has(heading));
      const link = last && links.get(last);
      if (link === current) return;
      current?.removeAttribute("aria-current");
      current = link;
      if (!link) return;
      link.setAttribute("aria-current", "true");
      keepInSight(contents, link);
    },
    // All that lies above the line, however far.
    { rootMargin: `10000000px 0px -${100 - 100 * REACHED}% 0px` },
  );
  for (const heading of links.keys()) observer.observe(heading);
}
