// @ts-check
// From the page to its source: while Alt is held a click opens the editor at the line of what is
// clicked, and the block under the pointer is outlined.

import { make } from "./elements.js";

/** @typedef {import("./types.js").Words} Words */
/** @typedef {ReturnType<typeof import("./blocks.js").findSpots>} Finder */

/**
 * @param {HTMLElement} frame
 * @param {Words} words
 * @param {() => Promise<Finder | null>} ask where the blocks of the page come from
 * @returns {{ forget: () => void }} to be called when the page may have other lines
 */
export function makePointing(frame, words, ask) {
  const hint = make("p", { class: "alt-hint", hidden: "hidden" });
  const outline = make("div", { class: "outline", hidden: "hidden" });
  frame.append(outline, hint);
  /** @type {Promise<Finder | null> | null} */
  let finder = null;
  let isHeld = false;

  function load() {
    return (finder ??= ask());
  }

  async function show() {
    hint.hidden = outline.hidden = !isHeld;
    if (!isHeld) return;
    const find = await load();
    const under = [...document.querySelectorAll("main :hover")].at(-1);
    const spot = under && find?.(under);
    hint.textContent = !spot ? words.alt_hint : spot.editor ? `${spot.path}:${spot.line}` : words.no_editor;
    outline.hidden = !isHeld || !spot;
    if (spot) surround(outline, spot.block);
  }

  /** @param {boolean} now */
  function hold(now) {
    if (now === isHeld) return;
    isHeld = now;
    show();
  }

  addEventListener("keydown", (event) => hold(event.key === "Alt" || (isHeld && event.altKey)));
  addEventListener("keyup", (event) => hold(isHeld && event.key !== "Alt"));
  addEventListener("blur", () => hold(false));
  addEventListener("scroll", () => isHeld && show(), { passive: true });
  document.addEventListener("pointermove", (event) => {
    if (isHeld && event.altKey) show();
    else hold(event.altKey);
  });
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!event.altKey || !(target instanceof Element) || !target.closest("main")) return;
    // A link is not followed, nor what it leads to stored.
    event.preventDefault();
    event.stopPropagation();
    load().then((find) => {
      const spot = find?.(target);
      if (spot?.editor) openEditor(spot.editor);
    });
  }, { capture: true });
  return { forget: () => (finder = null) };
}

/** @param {string} url */
function openEditor(url) {
  // Another program takes what is no page and leaves this one open.
  window.open(url, /^https?:/.test(url) ? "_blank" : "_self");
}

/**
 * @param {HTMLElement} outline
 * @param {Element} block
 */
function surround(outline, block) {
  const { left, top, width, height } = block.getBoundingClientRect();
  for (const [side, length] of Object.entries({ left, top, width, height })) outline.style.setProperty(side, `${length}px`);
}
