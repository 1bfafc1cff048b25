// @ts-check
// One button at the code that is pointed at or has the focus, one link at the heading that is
// pointed at. Both lie over the page, at its end.

import { copyText } from "./copy.js";
import { part } from "./part.js";

/** What code is a part of: its tabs, else its title. */
const BOX = ".code-group[data-tabs], .code-block:not(.code-group[data-tabs] *)";

/** @type {HTMLElement | undefined} what is shown now, and at what */
let tool;
/** @type {HTMLElement | undefined} */
let host;

function hide() {
  tool?.remove();
  tool = host = undefined;
}

/**
 * @param {HTMLElement} element
 * @param {HTMLElement} at
 * @param {number} left in pixels of the window, as `top`
 * @param {number} top
 */
function show(element, at, left, top) {
  hide();
  [tool, host] = [element, at];
  element.style.left = `${left + scrollX}px`;
  element.style.top = `${top + scrollY}px`;
  // A landmark, as all that is read aloud stands in one.
  document.querySelector("main")?.append(element);
}

/** Whether the keyboard is at it: what scrolls below a mouse that lies still is not meant. */
const isHeld = () => [tool, host].some((place) => place?.matches(":focus-visible"));

/** @param {Event} event */
function leave(event) {
  const target = /** @type {Node} */ (event.target);
  const places = [tool, host, host?.closest(BOX)];
  if (!isHeld() && !places.some((place) => place?.contains(target))) hide();
}
document.addEventListener("pointerover", leave);
document.addEventListener("focusin", leave);
addEventListener("resize", hide);

/**
 * The button follows its code when one goes from place to place with the keyboard.
 * @param {KeyboardEvent} event
 */
function step(event) {
  if (event.key !== "Tab" || !tool?.matches(".copy")) return;
  if (event.target === host && !event.shiftKey) {
    event.preventDefault();
    tool.focus();
  } else if (event.target === tool) {
    if (event.shiftKey) event.preventDefault();
    // From there the browser goes on.
    host?.focus();
  }
}
document.addEventListener("keydown", step);

/** @param {HTMLElement} code */
export function offerCopy(code) {
  if (host === code || isHeld()) return;
  const button = part(".copy");
  const words = button.textContent ?? "";
  button.addEventListener("click", async () => {
    // Another tab may have been chosen since.
    const shown = code.closest("[hidden]") && code.closest(BOX)?.querySelector("pre:not([hidden] *)");
    if (!(await copyText(/** @type {HTMLElement} */ (shown || code)))) return;
    button.textContent = button.dataset.done ?? "";
    button.dataset.state = "done";
    setTimeout(() => {
      button.textContent = words;
      delete button.dataset.state;
    }, 2000);
  });
  const box = (code.closest(BOX) ?? code).getBoundingClientRect();
  show(button, code, box.right, box.top);
}

/** @param {HTMLElement} heading */
export function offerLink(heading) {
  if (host === heading || isHeld()) return;
  const link = /** @type {HTMLAnchorElement} */ (part(".heading-anchor"));
  link.href = `#${encodeURIComponent(heading.id)}`;
  const words = document.createRange();
  words.selectNodeContents(heading);
  const end = [...words.getClientRects()].at(-1) ?? heading.getBoundingClientRect();
  link.style.font = getComputedStyle(heading).font;
  link.style.height = `${end.height}px`;
  show(link, heading, Math.min(end.right, innerWidth - 40), end.top);
}
