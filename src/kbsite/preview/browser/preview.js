// @ts-check
// The preview: what the server says is shown in the open page. The server adds it to every page;
// no published site has it.

import { findSpots } from "./blocks.js";
import { connect } from "./connection.js";
import { make } from "./elements.js";
import { makeFollow } from "./follow.js";
import { makeFrame } from "./frame.js";
import { makeMarks } from "./marks.js";
import { noteFiles, renewMedia } from "./media.js";
import { makeOverlay } from "./overlay.js";
import { keep, recall } from "./memory.js";
import { leave, loadSource, refresh } from "./page.js";
import { holdPlace } from "./place.js";
import { makePointing } from "./pointing.js";
import { askFacts, askWords, EVENTS, plainPath } from "./server.js";
import { makeWarnings } from "./warnings.js";

/** The page of a note that the tab showed last. */
const SHOWN = "kbsite-shown";

loadSource();
const here = location.pathname;
const words = await askWords();
const frame = makeFrame(words.preview);
const bar = make("div", { class: "bar" });
const marks = makeMarks(bar, words);
const showFaults = makeWarnings(frame, bar, words);
const { follow } = makeFollow(bar, words);
frame.append(bar);
const showBroken = makeOverlay(frame, words);
const pointing = makePointing(frame, words, async () => {
  const known = await facts;
  return known && findSpots(known);
});

/** What the server knows of this page. @type {Promise<import("./types.js").PageFacts | null>} */
let facts = Promise.resolve(null);

async function showFacts() {
  const asked = (facts = askFacts(here));
  pointing.forget();
  const known = await asked;
  // Only the newest answer counts.
  if (asked !== facts) return;
  if (known?.path) keep(SHOWN, here);
  // Who comes by a link is told that it leads nowhere.
  else if (known?.moved && recall(SHOWN) === here) leaveAfter(known.moved);
  marks.showState(known);
  showFaults(known?.faults ?? []);
  showBroken(known?.broken ?? null);
}

/** Leaves for the page where the note of this one is now. @param {string} address */
function leaveAfter(address) {
  // The note may be away again before that page has asked what it shows.
  keep(SHOWN, new URL(address, location.href).pathname);
  return leave(address + location.hash);
}

/** @param {string[] | null} changed */
function isOfHere(changed) {
  return !changed || changed.map(plainPath).includes(plainPath(here));
}

/** Of which run of the server the page is, and of which of its builds. */
let known = { server: "", build: -1 };

connect(EVENTS, {
  async onHello({ server, build, note, files, since }) {
    const isMissed = known.server !== "" && (known.server !== server || known.build !== build);
    const { build: last } = known;
    const isCounted = known.server === server && last >= since;
    if (isMissed) noteFiles(isCounted ? Object.keys(files).filter((file) => files[file] > last) : null);
    known = { server, build };
    const changed = await refresh();
    holdPlace(renewMedia);
    showFacts();
    if (isMissed) follow(note, changed);
  },
  async onBuild({ build, changed, styles, files, moved, note }) {
    known = { ...known, build };
    if (moved[here]) return leaveAfter(moved[here]);
    noteFiles(files);
    // What the page keeps of other pages may be old.
    dispatchEvent(new Event("kbsite:changed"));
    const blocks = styles || isOfHere(changed) ? await refresh() : [];
    holdPlace(renewMedia);
    showFacts();
    follow(note, blocks);
  },
  onBroken: showFacts,
  onLost: marks.showLost,
});
