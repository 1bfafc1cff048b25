// @ts-check
// Following the pen: the note that is saved is opened, where it changed.

import { makeButton } from "./elements.js";
import { keep, recall } from "./memory.js";
import { plainPath } from "./server.js";

/** @typedef {import("./types.js").SavedNote} SavedNote */
/** @typedef {import("./types.js").Words} Words */

const SWITCH = "kbsite-follow";
/** Set while another page is being opened because it changed. */
const ARRIVAL = "kbsite-arrival";
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {HTMLElement} bar takes the switch
 * @param {Words} words
 * @returns {{ follow: (note: SavedNote | null | undefined, changed: Iterable<Element>) => void }}
 */
export function makeFollow(bar, words) {
  let isOn = recall(SWITCH) === "on";
  const button = makeButton(words.follow, toggle, { class: "follow", role: "switch", title: words.follow_hint });
  bar.append(button);
  show();
  const arrived = recall(ARRIVAL);
  keep(ARRIVAL, "");
  if (isOn && arrived === plainPath(location.pathname)) {
    const heading = location.hash && document.getElementById(plainPath(location.hash.slice(1)));
    if (heading) flash(heading);
  }

  function toggle() {
    isOn = !isOn;
    keep(SWITCH, isOn ? "on" : "");
    show();
  }

  function show() {
    button.setAttribute("aria-checked", String(isOn));
  }

  return {
    follow(note, changed) {
      if (!isOn || !note) return;
      if (plainPath(note.url) !== plainPath(location.pathname)) {
        keep(ARRIVAL, plainPath(note.url));
        location.assign(note.anchor ? `${note.url}#${encodeURIComponent(note.anchor)}` : note.url);
        return;
      }
      const blocks = [...changed].filter((block) => block.matches(".prose *, h1")).sort(inOrder);
      const spot = blocks[0] ?? document.getElementById(note.anchor);
      if (spot && !isInSight(spot)) spot.scrollIntoView({ block: "center", behavior: STILL.matches ? "instant" : "smooth" });
      blocks.slice(0, 50).forEach(flash);
    },
  };
}

/**
 * @param {Element} one
 * @param {Element} other
 */
function inOrder(one, other) {
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** @param {Element} element */
function isInSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** @param {Element} element */
function flash(element) {
  const lit = "color-mix(in srgb, Highlight 30%, transparent)";
  const easing = STILL.matches ? "step-end" : "ease-out";
  element.animate([{ backgroundColor: lit }, { backgroundColor: "transparent" }], { duration: 1200, easing });
}
