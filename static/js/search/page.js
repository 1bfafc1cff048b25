// @ts-check
// The page of the search: the same panel in its text, and the query in its address.

import { part } from "./elements.js";
import { loadedEngine } from "./engine-loader.js";
import { Panel } from "./panel.js";

const everything = part(document, ".search-all");

/**
 * All notes are listed while nothing is searched for.
 * @param {string} query
 */
function onAsked(query) {
  everything.hidden = query !== "";
  document.documentElement.toggleAttribute("data-asked", query !== "");
}

/** @param {string} query */
function onSettled(query) {
  const url = new URL(location.href);
  if (query) url.searchParams.set("q", query);
  else url.searchParams.delete("q");
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

const panel = new Panel(onAsked, onSettled);
part(document, ".search-here").append(panel.element);
// The scripts now, the index when something is typed.
loadedEngine().catch(() => {});
panel.input.addEventListener("input", () => panel.prefetch(), { once: true });
panel.search(new URLSearchParams(location.search).get("q") ?? "");
panel.input.focus({ preventScroll: true });
