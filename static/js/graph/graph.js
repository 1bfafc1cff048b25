// @ts-check
// Notes and links as they are drawn, out of the files that kbsite makes. No DOM.

/**
 * @typedef {object} GraphNode
 * @property {number} id its place in `nodes`
 * @property {string} title
 * @property {string} url permalink, decoded, without base path
 * @property {number} x
 * @property {number} y
 * @property {number} folder its place in the folders, -1 for none
 * @property {number[]} tags
 * @property {number[]} to nodes that it links to
 * @property {number[]} from nodes that link to it
 * @property {number[]} near all of these, each once
 * @property {number} colour number of its colour, from 0; -1 for none of its own
 *
 * @typedef {{ title: string, above: number }} Folder
 * @typedef {{ nodes: GraphNode[], links: [number, number][], folders: Folder[], tags: string[] }} Graph
 */

/** Colours that folders have; the notes of all others share one. */
export const COLOURS = 8;

/**
 * @param {string} title @param {string} url @param {number} id
 * @returns {GraphNode}
 */
function node(title, url, id) {
  return { id, title, url, x: 0, y: 0, folder: -1, tags: [], to: [], from: [], near: [], colour: -1 };
}

/** @param {GraphNode[]} nodes @param {Iterable<[number, number]>} links */
function linked(nodes, links) {
  /** @type {Map<number, [number, number]>} */
  const pairs = new Map();
  for (const [from, to] of links) {
    nodes[from].to.push(to);
    nodes[to].from.push(from);
    const [low, high] = from < to ? [from, to] : [to, from];
    pairs.set(low * nodes.length + high, [low, high]);
  }
  for (const [low, high] of pairs.values()) {
    nodes[low].near.push(high);
    nodes[high].near.push(low);
  }
  return [...pairs.values()];
}

/**
 * The graph of all notes.
 * @param {any} file `assets/graph/all.json`
 * @returns {Graph}
 */
export function readAll(file) {
  /** @type {string[]} */
  const titles = file.titles;
  const nodes = titles.map((title, id) => node(title, file.urls[id], id));
  for (const it of nodes) {
    it.x = file.x[it.id];
    it.y = file.y[it.id];
    it.folder = file.in[it.id];
    it.tags = file.tagged[it.id];
  }
  /** @type {[number, number][]} */
  const links = file.links.flatMap((/** @type {number[]} */ to, /** @type {number} */ from) => to.map((it) => [from, it]));
  const folders = file.folders.map((/** @type {[string, number]} */ [title, above]) => ({ title, above }));
  return { nodes, links: linked(nodes, links), folders, tags: file.tags };
}

/**
 * What is around one note, which is the first node. Nodes have no places yet.
 * @param {any} file `assets/graph/….json`
 * @param {number} steps 1 or 2
 * @returns {Graph}
 */
export function readAround(file, steps) {
  const count = steps > 1 ? file.notes.length : file.near + 1;
  const nodes = file.notes
    .slice(0, count)
    .map((/** @type {[string, string]} */ [title, url], /** @type {number} */ id) => node(title, url, id));
  /** @type {[number, number][]} */
  const links = [];
  for (let i = 0; i < file.links.length; i += 2) {
    const [from, to] = [file.links[i], file.links[i + 1]];
    if (from < count && to < count) links.push([from, to]);
  }
  return { nodes, links: linked(nodes, links), folders: [], tags: [] };
}

/**
 * The folders by which notes are coloured, those with most notes first: the outermost that there are
 * several of. Gives every node its colour.
 * @param {Graph} graph
 * @returns {{ folder: number, nodes: GraphNode[] }[]} those that have a colour of their own
 */
export function colourByFolder({ nodes, folders }) {
  const above = nodes.map((it) => ancestors(it.folder, folders).reverse());
  let groups = groupedAt(nodes, above, 0);
  // One folder that holds all of them says nothing.
  for (let depth = 1; groups.size === 1 && above.some((path) => path.length > depth); depth += 1) {
    groups = groupedAt(nodes, above, depth);
  }
  const largest = [...groups]
    .filter(([folder]) => folder >= 0)
    .sort(([a, one], [b, other]) => other.length - one.length || a - b)
    .slice(0, COLOURS);
  for (const [colour, [, members]] of largest.entries()) {
    for (const it of members) it.colour = colour;
  }
  return largest.map(([folder, members]) => ({ folder, nodes: members }));
}

/**
 * The nodes by the folder in which they are at a depth, or the innermost.
 * @param {GraphNode[]} nodes @param {number[][]} above @param {number} depth
 */
function groupedAt(nodes, above, depth) {
  /** @type {Map<number, GraphNode[]>} */
  const groups = new Map();
  for (const it of nodes) {
    const folder = above[it.id][depth] ?? it.folder;
    const group = groups.get(folder);
    if (group) group.push(it);
    else groups.set(folder, [it]);
  }
  return groups;
}

/** Notes without which a folder has no name in the picture. */
const NAMED = 8;

/**
 * The folders that have names in the picture, those with most notes first; one that holds the same
 * notes as that above it has none.
 * @param {Graph} graph
 * @returns {{ text: string, nodes: GraphNode[] }[]}
 */
export function namedFolders({ nodes, folders }) {
  /** @type {GraphNode[][]} */
  const members = folders.map(() => []);
  for (const it of nodes) for (const folder of ancestors(it.folder, folders)) members[folder].push(it);
  return [...members.entries()]
    .filter(([folder, { length }]) => {
      const above = folders[folder].above;
      return length >= NAMED && length < (above < 0 ? nodes : members[above]).length;
    })
    .sort(([a, one], [b, other]) => other.length - one.length || a - b)
    .map(([folder, of]) => ({ text: folders[folder].title, nodes: of }));
}

/**
 * A folder and those above it, outermost last.
 * @param {number} folder @param {Folder[]} folders
 */
export function ancestors(folder, folders) {
  const found = [];
  for (let at = folder; at >= 0; at = folders[at].above) found.push(at);
  return found;
}

/**
 * `url` as it stands in a link.
 * @param {string} base @param {string} url
 */
export function href(base, url) {
  return base + encodeURI(url).replace(/[#?&]/g, encodeURIComponent);
}
