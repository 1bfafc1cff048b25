// @ts-check
// Draws a graph on a canvas.

import { Titles } from "./titles.js";

/** @typedef {import("./graph.js").GraphNode} GraphNode */
/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./theme.js").Theme} Theme */
/**
 * What is to be seen: `lit` are the nodes that a filter leaves, `focus` is the one that is looked at,
 * `home` the one that the picture is of.
 * @typedef {{ lit: Set<GraphNode> | undefined, focus: GraphNode | undefined, home?: GraphNode }} Look
 */

const SIZE = 12;
/** Below so many pixels a disc is drawn as a square. */
const TINY = 1.3;
/** So many lines are drawn the fastest at once. */
const AT_ONCE = 512;

export class Painter {
  #context;
  #graph;
  #camera;
  #regions;
  #titles;

  /**
   * @param {CanvasRenderingContext2D} context @param {Graph} graph @param {Camera} camera
   * @param {import("./shape.js").Region[]} regions that have names
   */
  constructor(context, graph, camera, regions = []) {
    this.#context = context;
    this.#graph = graph;
    this.#camera = camera;
    /** @type {Set<{ x: number, y: number }>} */
    this.#regions = new Set(regions.map(({ at }) => at));
    this.#titles = new Titles(context, graph, camera, regions, (node) => this.radius(node));
  }

  /** Pixels. @param {GraphNode} node */
  radius(node) {
    const { at, whole } = this.#camera;
    const nearness = Math.sqrt(at.scale / whole);
    const crowd = Math.min(1, 18 / Math.sqrt(this.#graph.nodes.length));
    return (1.1 + 3.4 * crowd) * (0.55 + 0.16 * Math.min(7, Math.sqrt(node.near.length))) * Math.min(2.4, nearness);
  }

  /** @param {Theme} theme @param {Look} look @param {number} ratio pixels of the screen a pixel */
  draw(theme, look, ratio) {
    const { width, height } = this.#camera;
    const context = this.#context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const focus = look.focus;
    const near = focus && new Set([focus, ...focus.near.map((id) => this.#graph.nodes[id])]);
    const bright = near ?? look.lit;
    this.#drawLinks(theme, bright, focus, ratio);
    this.#drawNodes(theme, bright, focus);
    this.#drawLabels(theme, look, near);
    context.globalAlpha = 1;
  }

  /**
   * @param {Theme} theme @param {Set<GraphNode> | undefined} bright
   * @param {GraphNode | undefined} focus @param {number} ratio
   */
  #drawLinks(theme, bright, focus, ratio) {
    const context = this.#context;
    const { nodes, links } = this.#graph;
    const crowd = Math.min(1, 40 / Math.sqrt(links.length));
    // What is wider than a pixel of the screen takes many times as long.
    context.lineWidth = Math.min(0.9, 1 / ratio);
    context.strokeStyle = theme.line;
    const nearness = this.#camera.at.scale / this.#camera.whole;
    context.globalAlpha = (bright ? 0.25 : 1) * Math.min(crowd === 1 ? 1 : 0.7, crowd * nearness ** 0.35);
    this.#stroke(links, nodes);
    if (!bright) return;
    context.globalAlpha = 0.9;
    if (focus) {
      context.lineWidth = 1.2;
      context.strokeStyle = theme.accent;
      this.#stroke(focus.near.map((id) => [focus.id, id]), nodes);
    } else {
      this.#stroke(links.filter(([a, b]) => bright.has(nodes[a]) && bright.has(nodes[b])), nodes);
    }
  }

  /** @param {Iterable<number[]>} links @param {GraphNode[]} nodes */
  #stroke(links, nodes) {
    const { at, width, height } = this.#camera;
    const context = this.#context;
    const { scale } = at;
    const [left, top] = [width / 2 - at.x * scale, height / 2 - at.y * scale];
    let waiting = 0;
    context.beginPath();
    for (const [a, b] of links) {
      const [one, other] = [nodes[a], nodes[b]];
      const [x1, y1] = [one.x * scale + left, one.y * scale + top];
      const [x2, y2] = [other.x * scale + left, other.y * scale + top];
      if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > width && x2 > width) || (y1 > height && y2 > height)) continue;
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      if ((waiting += 1) < AT_ONCE) continue;
      context.stroke();
      context.beginPath();
      waiting = 0;
    }
    context.stroke();
  }

  /** @param {Theme} theme @param {Set<GraphNode> | undefined} bright @param {GraphNode | undefined} focus */
  #drawNodes(theme, bright, focus) {
    const context = this.#context;
    if (bright) {
      context.globalAlpha = 0.22;
      this.#fill(theme, (node) => !bright.has(node));
    }
    context.globalAlpha = 1;
    this.#fill(theme, (node) => !bright || bright.has(node));
    if (!focus) return;
    const [x, y] = this.#camera.toScreen(focus.x, focus.y);
    context.lineWidth = 1.5;
    context.strokeStyle = theme.accent;
    context.beginPath();
    context.arc(x, y, this.radius(focus) + 3, 0, 2 * Math.PI);
    context.stroke();
  }

  /** Fills nodes, those of one colour at once. @param {Theme} theme @param {(node: GraphNode) => boolean} chosen */
  #fill(theme, chosen) {
    const { width, height } = this.#camera;
    const context = this.#context;
    /** @type {GraphNode[][]} */
    const colours = [[], ...theme.folders.map(() => [])];
    for (const node of this.#graph.nodes) if (chosen(node)) colours[node.colour + 1]?.push(node);
    for (const [number, nodes] of colours.entries()) {
      context.fillStyle = number ? theme.folders[number - 1] : theme.other;
      context.beginPath();
      for (const node of nodes) {
        const [x, y] = this.#camera.toScreen(node.x, node.y);
        const radius = this.radius(node);
        if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
        if (radius < TINY) {
          context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
        } else {
          context.moveTo(x + radius, y);
          context.arc(x, y, radius, 0, 2 * Math.PI);
        }
      }
      context.fill();
    }
  }

  /** @param {Theme} theme @param {Look} look @param {Set<GraphNode> | undefined} near */
  #drawLabels(theme, look, near) {
    const context = this.#context;
    const { width, height } = this.#camera;
    const font = `${SIZE}px ${theme.font}`;
    context.font = font;
    context.textBaseline = "middle";
    for (const label of near ? this.#titles.ofFocus(near, look.focus) : this.#titles.ofAll(look)) {
      const [x, y] = this.#camera.toScreen(label.at.x, label.at.y);
      const [left, middle] = [x + label.right, y + label.down];
      if (left > width || left + label.width < 0 || middle < -SIZE || middle > height + SIZE) continue;
      if (this.#regions.has(label.at)) {
        // They stand on what they name, which shines through, and are read all the same.
        context.font = `600 ${SIZE}px ${theme.font}`;
        context.globalAlpha = 0.6;
        context.fillStyle = theme.paper;
        context.fillRect(left - 3, middle - SIZE / 2 - 2, label.width + 6, SIZE + 4);
        context.globalAlpha = 1;
        context.lineWidth = 4;
        context.lineJoin = "round";
        context.strokeStyle = theme.paper;
        context.strokeText(label.text, left, middle);
        context.fillStyle = theme.ink;
      } else {
        context.globalAlpha = 0.78;
        context.fillStyle = theme.paper;
        context.fillRect(left - 2, middle - SIZE / 2 - 2, label.width + 4, SIZE + 4);
        context.fillStyle = label.at === look.focus || label.at === look.home ? theme.accent : theme.soft;
      }
      context.globalAlpha = 1;
      context.fillText(label.text, left, middle);
      if (this.#regions.has(label.at)) context.font = font;
    }
  }
}
