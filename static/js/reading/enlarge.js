// @ts-check
// A picture in large, with its caption. The browser's own dialog holds the focus, closes with Esc
// and gives the focus back.

import { part } from "./part.js";

/** @param {HTMLImageElement} image */
export function enlarge(image) {
  const dialog = /** @type {HTMLDialogElement} */ (part(".enlarged"));
  const shown = new Image();
  // The whole of it, not the copy that did for the text.
  shown.src = image.src;
  shown.alt = image.alt;
  shown.className = image.className;
  // On the ground that it has in the text.
  const { backgroundColor, colorScheme } = getComputedStyle(image);
  Object.assign(shown.style, { backgroundColor, colorScheme });
  dialog.querySelector("p")?.before(shown);
  const caption = image.closest("figure:not(.embed)")?.querySelector("figcaption");
  if (caption) dialog.querySelector("p")?.append(...caption.cloneNode(true).childNodes);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
