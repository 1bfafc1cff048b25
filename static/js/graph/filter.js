// @ts-check
// What is searched for, and the tag and the folders to which the graph is narrowed.

import { ancestors } from "./graph.js";
import { part } from "./load.js";

/** @typedef {import("./graph.js").GraphNode} GraphNode */
/** @typedef {import("./graph.js").Graph} Graph */

/** Milliseconds without a change of the search. */
const SETTLED = 120;

/** @param {string} text */
const folded = (text) => text.normalize("NFKC").toLowerCase();

export class Filter {
  #graph;
  #changed;
  #search;
  #tag;
  #folder;
  #legend;
  #titles;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /**
   * @param {HTMLElement} root @param {Graph} graph
   * @param {{ folder: number, nodes: GraphNode[] }[]} groups folders that have a colour
   * @param {(chosen: Set<GraphNode> | undefined) => void} changed undefined where there is no filter
   */
  constructor(root, graph, groups, changed) {
    this.#graph = graph;
    this.#changed = changed;
    this.#titles = graph.nodes.map((node) => folded(node.title));
    this.#search = /** @type {HTMLInputElement} */ (part(root, ".graph-search"));
    this.#tag = /** @type {HTMLSelectElement} */ (part(root, ".graph-tag"));
    this.#folder = /** @type {HTMLSelectElement} */ (part(root, ".graph-folder"));
    this.#legend = part(root, ".graph-legend");
    this.#fillTags();
    this.#fillFolders();
    this.#fillLegend(groups, root.dataset.others ?? "");
    this.#search.addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.apply(), SETTLED);
    });
    for (const select of [this.#tag, this.#folder]) select.addEventListener("change", () => this.apply());
  }

  clear() {
    this.#search.value = this.#tag.value = this.#folder.value = "";
    this.apply();
  }

  /** Says which notes are chosen now. */
  apply() {
    clearTimeout(this.#waiting);
    const words = folded(this.#search.value).split(/\s+/).filter(Boolean);
    const [tag, folder] = [this.#tag.value, this.#folder.value];
    for (const button of this.#legend.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", `${button.value === folder && folder !== ""}`);
    }
    if (!words.length && !tag && !folder) {
      this.#changed(undefined);
      return;
    }
    const { nodes, folders, tags } = this.#graph;
    const isBelow = tags.map((name) => name === tag || name.startsWith(`${tag}/`));
    const chosen = nodes.filter(
      (node) =>
        words.every((word) => this.#titles[node.id].includes(word)) &&
        (!tag || node.tags.some((number) => isBelow[number])) &&
        (!folder || ancestors(node.folder, folders).includes(Number(folder))),
    );
    this.#changed(new Set(chosen));
  }

  #fillTags() {
    this.#tag.append(...this.#graph.tags.map((name) => option(name, name)));
    this.#tag.hidden = !this.#graph.tags.length;
  }

  #fillFolders() {
    const { folders } = this.#graph;
    const options = folders.map(({ title }, number) => {
      const depth = ancestors(number, folders).length - 1;
      return option(`${number}`, "\u2003".repeat(depth) + title);
    });
    this.#folder.append(...options);
    this.#folder.hidden = !folders.length;
  }

  /** @param {{ folder: number, nodes: GraphNode[] }[]} groups @param {string} others */
  #fillLegend(groups, others) {
    if (groups.length < 2) return;
    for (const [colour, { folder }] of groups.entries()) {
      const button = document.createElement("button");
      button.type = "button";
      button.value = `${folder}`;
      button.dataset.colour = `${colour + 1}`;
      button.textContent = this.#graph.folders[folder].title;
      button.addEventListener("click", () => {
        this.#folder.value = this.#folder.value === button.value ? "" : button.value;
        this.apply();
      });
      this.#legend.append(button);
    }
    if (this.#graph.nodes.some((node) => node.colour < 0)) {
      const rest = document.createElement("span");
      rest.textContent = others;
      this.#legend.append(rest);
    }
  }
}

/** @param {string} value @param {string} text */
function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}
