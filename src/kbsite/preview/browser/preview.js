// @ts-check
// The preview: what the server says is shown in the open page. The server adds it to every page;
// no published site has it.

import { findSpots } from "./blocks.js";
import { connect } from "./connection.js";
import { make } from "./elements.js";
import { makeFollow } from "./follow.js";
import { makeFrame } from "./frame.js";
import { makeMarks } from "./marks.js";
import { makeOverlay } from "./overlay.js";
import { loadSource, refresh } from "./page.js";
import { makePointing } from "./pointing.js";
import { askFacts, askLines, askWords, EVENTS, plainPath } from "./server.js";
import { makeWarnings } from "./warnings.js";

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
  const [lines, facts] = await Promise.all([askLines(here), askFacts(here)]);
  return facts && findSpots(lines, facts);
});

/** Only the newest answer counts. */
let asked = 0;
async function showFacts() {
  const number = ++asked;
  const facts = await askFacts(here);
  if (number !== asked) return;
  marks.showState(facts);
  showFaults(facts?.faults ?? []);
  showBroken(facts?.broken ?? null);
}

/** @param {string[] | null} changed */
function isOfHere(changed) {
  return !changed || changed.map(plainPath).includes(plainPath(here));
}

/** Of which run of the server the page is, and of which of its builds. */
let known = { server: "", build: -1 };

connect(EVENTS, {
  async onHello({ server, build, note }) {
    const isMissed = known.server !== "" && (known.server !== server || known.build !== build);
    known = { server, build };
    const changed = await refresh();
    if (isMissed) follow(note, changed);
    pointing.forget();
    showFacts();
  },
  async onBuild({ build, changed, styles, note }) {
    known = { ...known, build };
    const blocks = styles || isOfHere(changed) ? await refresh() : [];
    follow(note, blocks);
    pointing.forget();
    showFacts();
  },
  onBroken: showFacts,
  onLost: marks.showLost,
});
