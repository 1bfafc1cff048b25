// @ts-check
// The page of the graph: everything, what is searched for, filters and the list.

import { colourByFolder, href, namedFolders, readAll } from "./graph.js";
import { Filter } from "./filter.js";
import { NoteList } from "./list.js";
import { load, part, visit } from "./load.js";
import { View } from "./view.js";

/** @typedef {import("./graph.js").GraphNode} GraphNode */

/** Notes that are listed at first, and more each time. */
const LISTED = 40;

const root = part(document, ".graph");
const { graph: url = "", base = "" } = root.dataset;
const message = part(root, ".graph-message");
const retry = part(root, ".graph-retry");

/** @param {any} file */
function show(file) {
  message.hidden = true;
  const graph = readAll(file);
  const groups = colourByFolder(graph);
  const view = new View(part(root, ".graph-stage"), graph, {
    takesWheel: true,
    open: (node, isNew) => visit(base, node.url, isNew),
    regions: namedFolders(graph),
  });
  const hooks = { look: view.focus.bind(view), choose: (/** @type {GraphNode | undefined} */ node) => choose(node) };
  const list = new NoteList(part(root, ".graph-notes"), graph, base, hooks);
  const ranked = [...graph.nodes].sort((a, b) => b.near.length - a.near.length || a.id - b.id);
  const filter = new Filter(root, graph, groups, (chosen) => {
    shown = chosen ? ranked.filter((node) => chosen.has(node)) : ranked;
    listed = LISTED;
    view.choose(undefined);
    view.light(chosen && shown);
    view.goTo(chosen ? shown : []);
    write();
  });
  let shown = ranked;
  let listed = LISTED;
  const more = part(root, ".graph-more");
  const count = part(root, "[data-many]");

  function write() {
    list.show(shown.slice(0, listed));
    more.hidden = shown.length <= listed;
    const { one = "", many = "", none = "" } = count.dataset;
    const { length } = shown;
    count.textContent = length ? (length === 1 ? one : many.replace("{n}", length.toLocaleString())) : none;
  }

  /** @param {GraphNode | undefined} node */
  function choose(node) {
    view.choose(node);
    if (node) view.goTo([node, ...node.near.map((id) => graph.nodes[id])]);
  }

  more.addEventListener("click", () => {
    listed += LISTED;
    write();
    const items = part(root, ".graph-notes").children;
    items[listed - LISTED]?.querySelector("a")?.focus();
  });
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-zoom]"))) {
    button.addEventListener("click", () => view.zoom(/** @type {"in" | "out" | "all"} */ (button.dataset.zoom)));
  }
  /** The note that the address names. */
  function named() {
    // A plus sign is a plus sign.
    const wanted = /[?&]note=([^&]+)/.exec(location.search)?.[1];
    const node = wanted && graph.nodes.find((it) => decoded(href(base, it.url)) === decoded(wanted));
    if (!node) return;
    filter.clear();
    shown = [node, ...ranked.filter((it) => it !== node)];
    write();
    list.unfold(node);
    choose(node);
  }

  filter.apply();
  named();
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function begin() {
  retry.hidden = true;
  try {
    show(await load(url));
  } catch (fault) {
    message.hidden = false;
    message.textContent = message.dataset.failed ?? "";
    retry.hidden = false;
    console.info("graph:", fault);
  }
}

root.hidden = false;
retry.addEventListener("click", begin);
begin();
