// @ts-check
// Places for the few nodes around a note: springs along links, and all push each other away. The
// same graph comes to the same picture. No DOM.

/** @typedef {import("./graph.js").Graph} Graph */

const ROUNDS = 220;
/** How long a link is, in units; titles need more room beside than above each other. */
const LENGTH = 100;
const WIDE = 1.45;

/** Gives the nodes of `graph` their places; the first is in the middle. @param {Graph} graph */
export function settle({ nodes, links }) {
  arrange(nodes);
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  for (let round = 0; round < ROUNDS; round += 1) {
    const right = new Float64Array(nodes.length);
    const down = new Float64Array(nodes.length);
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) {
        const [x, y] = [xs[i] - xs[j], ys[i] - ys[j]];
        const square = x * x + y * y + 1;
        const force = (LENGTH * LENGTH * 60) / (square * Math.sqrt(square));
        right[i] += x * force * 0.01;
        down[i] += y * force * 0.01;
        right[j] -= x * force * 0.01;
        down[j] -= y * force * 0.01;
      }
      right[i] -= xs[i] * 0.006;
      down[i] -= ys[i] * 0.006;
    }
    for (const [a, b] of links) {
      const [x, y] = [xs[b] - xs[a], ys[b] - ys[a]];
      const distance = Math.sqrt(x * x + y * y) || 1;
      const force = (0.09 * (distance - LENGTH)) / distance;
      right[a] += x * force;
      down[a] += y * force;
      right[b] -= x * force;
      down[b] -= y * force;
    }
    const most = 24 * (1 - round / ROUNDS);
    for (let i = 1; i < nodes.length; i += 1) {
      const length = Math.hypot(right[i], down[i]) || 1;
      const share = Math.min(length, most) / length;
      xs[i] += right[i] * share;
      ys[i] += down[i] * share;
    }
  }
  for (const [i, node] of nodes.entries()) [node.x, node.y] = [xs[i] * WIDE, ys[i]];
}

/** Around the first, those that are two steps away behind the one that leads to them.
 * @param {import("./graph.js").GraphNode[]} nodes */
function arrange(nodes) {
  const [centre] = nodes;
  const angles = new Map(centre.near.map((id, number) => [id, (2 * Math.PI * number) / centre.near.length]));
  const behind = new Map();
  for (const node of nodes.slice(1)) {
    let angle = angles.get(node.id);
    let away = LENGTH;
    if (angle === undefined) {
      const through = node.near.find((id) => angles.has(id)) ?? 0;
      const number = behind.get(through) ?? 0;
      behind.set(through, number + 1);
      angle = (angles.get(through) ?? 0) + ((number % 2 ? 1 : -1) * Math.ceil(number / 2)) / 5;
      away = 2 * LENGTH;
    }
    [node.x, node.y] = [away * Math.cos(angle), away * Math.sin(angle)];
  }
}
