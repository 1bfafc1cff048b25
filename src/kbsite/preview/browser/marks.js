// @ts-check
// Small marks in the bar: that the note is a draft, that the server is not there.

import { make } from "./elements.js";

/** @typedef {import("./types.js").PageFacts} PageFacts */
/** @typedef {import("./types.js").Words} Words */

/**
 * @param {HTMLElement} bar
 * @param {Words} words
 * @returns {{ showState: (facts: PageFacts | null) => void, showLost: (isLost: boolean) => void }}
 */
export function makeMarks(bar, words) {
  const draft = make("span", { class: "badge", hidden: "hidden" }, words.draft);
  const lost = make("span", { class: "lost", role: "status" });
  /** @type {number | undefined} */
  let timer;
  bar.append(draft, lost);
  return {
    showState(facts) {
      draft.hidden = !facts?.draft;
    },
    showLost(isLost) {
      clearTimeout(timer);
      // A moment's loss is none to tell of: a page that is being left, a server that restarts.
      if (isLost) timer = setTimeout(() => (lost.textContent = words.lost), 1000);
      else lost.textContent = "";
    },
  };
}
