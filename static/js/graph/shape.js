// @ts-check
// What is asked of the nodes of a graph as a whole: which come first, where parts of it lie. No DOM.

/** @typedef {import("./graph.js").GraphNode} GraphNode */
/**
 * A part that has a name: the middle of most of it, and how far half of it is from there.
 * @typedef {{ text: string, at: { x: number, y: number }, size: number }} Region
 */

/**
 * @param {{ text: string, nodes: GraphNode[] }[]} parts
 * @returns {Region[]}
 */
export function regionsOf(parts) {
  return parts.map(({ text, nodes }) => {
    const at = middle(nodes);
    const size = Math.sqrt(half(nodes.map((node) => (node.x - at.x) ** 2 + (node.y - at.y) ** 2)));
    return { text, at, size };
  });
}

/** Nodes with most links first, in no order otherwise. @param {GraphNode[]} nodes */
export function ranked(nodes) {
  const mixed = (/** @type {number} */ id) => Math.imul(id + 1, 0x9e3779b1) >>> 0;
  return [...nodes].sort((a, b) => b.near.length - a.near.length || mixed(a.id) - mixed(b.id));
}

/** The value in the middle. @param {number[]} values */
const half = (values) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** @param {GraphNode[]} nodes */
function middle(nodes) {
  return { x: half(nodes.map((node) => node.x)), y: half(nodes.map((node) => node.y)) };
}

/** Of the rectangle in which `nodes` lie. @param {GraphNode[]} nodes */
export function areaOf(nodes) {
  const side = (/** @type {number[]} */ values) => {
    values.sort((a, b) => a - b);
    return (values.at(-1) ?? 0) - (values[0] ?? 0);
  };
  return side(nodes.map((node) => node.x)) * side(nodes.map((node) => node.y));
}
