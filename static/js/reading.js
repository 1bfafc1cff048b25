// @ts-check
// What is of use to who reads a text: code is copied, sections are linked to, pictures are seen in
// large. The text stays as it came; what is shown lies over it, and is loaded when it is wanted.

const CODE = ".prose pre";
/** Of code in tabs that which is shown. */
const SHOWN = "pre:not([hidden] *)";
const HEADING = ".prose > :is(h2, h3, h4, h5, h6)[id]";
const PICTURE = ".prose img:not(a img, summary img, button img, label img)";
/** Pictures with a caption, and diagrams, are seen in large however large they are. */
const FIGURE = "figure:not(.embed, .code-block) img";

/** @param {EventTarget | null} target @param {string} selector */
const at = (target, selector) => /** @type {HTMLElement | null} */ (/** @type {Element | null} */ (target)?.closest?.(selector) ?? null);

/** Whether there is more of it than the text shows; a copy is told from the whole by what the page says. @param {HTMLElement | null} element */
function isEnlargeable(element) {
  if (!element || element.matches(FIGURE)) return element !== null;
  const { clientWidth, naturalWidth, srcset } = /** @type {HTMLImageElement} */ (element);
  const widths = srcset && [element.getAttribute("width"), ...[...srcset.matchAll(/ (\d+)w/g)].map(([, width]) => width)];
  return Math.max(naturalWidth, ...[...widths].map(Number)) > clientWidth + 1;
}

/** Listens for what is pointed at, reached with the keyboard, or clicked. */
export function offerTools() {
  if (!document.querySelector("#KB-reading")) return;
  /** @type {typeof import("./reading/tools.js") | undefined} */
  let tools;
  /** Uses the tools, at once where they are loaded. @param {(loaded: NonNullable<typeof tools>) => void} use */
  const withTools = async (use) => {
    try {
      use((tools ??= await import("./reading/tools.js")));
    } catch {
      // The text can be read without.
    }
  };
  /** @param {Event} event */
  const offer = (event) => {
    const code = at(event.target, CODE) ?? at(event.target, ".code-block, .code-group[data-tabs]")?.querySelector(SHOWN);
    const heading = event.type === "pointerover" && at(event.target, HEADING);
    // As for previews of links: what a mouse gives the focus has been pointed at already.
    const isMeant = event.type === "pointerover" || code?.matches(":focus-visible");
    if (code && isMeant) withTools(({ offerCopy }) => offerCopy(code));
    else if (heading) withTools(({ offerLink }) => offerLink(heading));
    const picture = event.type === "pointerover" && at(event.target, PICTURE);
    if (picture && !picture.matches(FIGURE)) picture.style.cursor = isEnlargeable(picture) ? "zoom-in" : "";
  };
  document.addEventListener("pointerover", offer);
  document.addEventListener("focusin", offer);
  document.addEventListener("click", (event) => {
    const picture = at(event.target, PICTURE);
    if (!picture || !isEnlargeable(picture)) return;
    import("./reading/enlarge.js").then(({ enlarge }) => enlarge(/** @type {HTMLImageElement} */ (picture)), () => {});
  });
  document.addEventListener("keydown", (event) => {
    const picture = at(event.target, PICTURE);
    if (picture && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      picture.click();
    }
    if (event.key !== "Tab") return;
    // Only who goes by the keyboard stops at pictures.
    for (const image of /** @type {NodeListOf<HTMLImageElement>} */ (document.querySelectorAll(PICTURE))) {
      // Without words of its own, nor a caption, it is an ornament to who does not see it.
      if (image.hasAttribute("tabindex") || !isEnlargeable(image) || !(image.alt || image.matches(FIGURE))) continue;
      image.setAttribute("tabindex", "0");
      image.setAttribute("role", "button");
      image.setAttribute("aria-haspopup", "dialog");
      // One stop is enough, from which it scrolls as well.
      image.closest(".diagram")?.removeAttribute("tabindex");
    }
  });
}
