// @ts-check
// Buttons at code, ways to sections, pictures that can be seen in large: made of the parts that
// `macros.html` has in the words of the site. None of it takes room in the text.

import { copyText } from "./copy.js";

/** Pictures with a caption, and diagrams. */
const PICTURES = ".prose figure:not(.embed, .code-block) img";

/**
 * A part of the template, to be put into the page.
 * @param {string} selector
 * @returns {HTMLElement}
 */
function part(selector) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("#kb\\:reading"));
  const found = /** @type {HTMLElement} */ (template.content.querySelector(selector));
  return /** @type {HTMLElement} */ (document.importNode(found, true));
}

/** @param {HTMLElement} pre */
function addCopyButton(pre) {
  const button = part(".copy");
  const words = button.textContent ?? "";
  button.addEventListener("click", async () => {
    if (!(await copyText(pre))) return;
    button.textContent = button.dataset.done ?? "";
    button.dataset.state = "done";
    setTimeout(() => {
      button.textContent = words;
      delete button.dataset.state;
    }, 2000);
  });
  // In front of the title where there is one: both stand in its line.
  const title = pre.parentElement?.matches(".code-block") ? pre.parentElement.firstElementChild : null;
  (title ?? pre).before(button);
}

/** @param {HTMLElement} heading */
function addAnchor(heading) {
  const link = /** @type {HTMLAnchorElement} */ (part(".heading-anchor"));
  link.href = `#${encodeURIComponent(heading.id)}`;
  heading.append(link);
}

/** @param {HTMLImageElement} image */
function makeLarge(image) {
  if (image.closest("a")) return;
  image.tabIndex = 0;
  image.setAttribute("role", "button");
  image.setAttribute("aria-haspopup", "dialog");
  if (!image.alt) image.setAttribute("aria-label", part(".enlarged").ariaLabel ?? "");
  const show = () => import("./enlarge.js").then(({ enlarge }) => enlarge(image, part(".enlarged")), () => {});
  image.addEventListener("click", show);
  image.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show();
  });
}

/** Adds all of them to the page. */
export function addTools() {
  for (const pre of document.querySelectorAll(".prose pre.code")) addCopyButton(/** @type {HTMLElement} */ (pre));
  for (const heading of document.querySelectorAll(".prose > :is(h2, h3, h4, h5, h6)[id]")) {
    addAnchor(/** @type {HTMLElement} */ (heading));
  }
  for (const image of document.querySelectorAll(PICTURES)) makeLarge(/** @type {HTMLImageElement} */ (image));
}
