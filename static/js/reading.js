// @ts-check
// What is of use to who reads a text: code is copied, sections are linked to, pictures are seen in
// large. The text stays as it came; what is shown lies over it, and is loaded when it is wanted.

const CODE = ".prose pre";
const HEADING = ".prose > :is(h2, h3, h4, h5, h6)[id]";
/** Pictures with a caption, and diagrams. */
const PICTURE = ".prose figure:not(.embed, .code-block) img";

/** @param {EventTarget | null} target @param {string} selector */
const at = (target, selector) => /** @type {HTMLElement | null} */ (/** @type {Element | null} */ (target)?.closest?.(selector) ?? null);

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
    const code = at(event.target, CODE) ?? at(event.target, ".code-block")?.querySelector("pre");
    const heading = event.type === "pointerover" && at(event.target, HEADING);
    // As for previews of links: what a mouse gives the focus has been pointed at already.
    const isMeant = event.type === "pointerover" || code?.matches(":focus-visible");
    if (code && isMeant) withTools(({ offerCopy }) => offerCopy(code));
    else if (heading) withTools(({ offerLink }) => offerLink(heading));
  };
  document.addEventListener("pointerover", offer);
  document.addEventListener("focusin", offer);
  document.addEventListener("click", (event) => {
    const picture = at(event.target, PICTURE);
    if (!picture || picture.closest("a")) return;
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
    for (const image of document.querySelectorAll(PICTURE)) {
      if (image.closest("a") || image.hasAttribute("tabindex")) continue;
      image.setAttribute("tabindex", "0");
      image.setAttribute("role", "button");
      image.setAttribute("aria-haspopup", "dialog");
    }
  });
}
