// @ts-check
// Which titles of notes and names of folders a picture has, and where; worked out again only where
// that may be otherwise.

import { placeLabels, placeNames } from "./labels.js";
import { areaOf, ranked } from "./shape.js";

/** @typedef {import("./graph.js").GraphNode} GraphNode */
/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./labels.js").Label} Label */

/** How many titles there are where all is seen, on a stage of so many pixels. */
const TITLES = 26;
const STAGE = 500000;
/** Pixels from the middle of a folder to half of its notes, between which it has its name. */
const REGION = [14, 420];
/** Pixels between nodes, on an average, from which titles keep clear of them. */
const APART = 46;
/** Of so few nodes none is hidden by a title, however they stand: two lie on a line. */
const FEW = 12;

export class Titles {
  /** @type {Map<string, number>} */
  #widths = new Map();
  /** @type {{ key: string, lit: Set<GraphNode> | undefined, labels: Label[] }} */
  #placed = { key: "", lit: undefined, labels: [] };
  #context;
  #graph;
  #camera;
  #regions;
  #radius;
  #ranked;
  #area;

  /**
   * @param {CanvasRenderingContext2D} context that has the font @param {Graph} graph @param {Camera} camera
   * @param {import("./shape.js").Region[]} regions that have names
   * @param {(node: GraphNode) => number} radius pixels
   */
  constructor(context, graph, camera, regions, radius) {
    this.#context = context;
    this.#graph = graph;
    this.#camera = camera;
    this.#regions = regions;
    this.#radius = radius;
    this.#ranked = ranked(graph.nodes);
    this.#area = areaOf(graph.nodes);
  }

  /**
   * Those of all nodes, or of those that are lit, as far as there is room: the same wherever one looks,
   * so that nothing has to be done while the picture is moved.
   * @param {import("./painter.js").Look} look
   */
  ofAll({ lit, home }) {
    const { at, whole, width, height } = this.#camera;
    const step = Math.round(8 * Math.log2(at.scale / whole));
    const key = [step, whole, width, height, this.#context.font].join();
    if (this.#placed.key !== key || this.#placed.lit !== lit) {
      const labels = this.#all(2 ** (step / 8), lit, home);
      this.#placed = { key, lit, labels };
    }
    return this.#placed.labels;
  }

  /** Those of a node and of what is around it. @param {Set<GraphNode>} near @param {GraphNode | undefined} focus */
  ofFocus(near, focus) {
    const others = this.#ranked.filter((node) => near.has(node) && node !== focus);
    return this.#place(focus ? [focus, ...others] : others, [], this.#camera.at.scale);
  }

  /**
   * @param {number} nearness how many times as large as the whole
   * @param {Set<GraphNode> | undefined} lit @param {GraphNode | undefined} home
   */
  #all(nearness, lit, home) {
    const { whole, width, height } = this.#camera;
    const scale = nearness * whole;
    const [least, largest] = REGION.map((size) => size / scale);
    const named = this.#regions.filter(({ size }) => size > least && size < largest);
    const { nodes } = this.#graph;
    const names = lit ? [] : placeNames(named, scale, (text) => this.#width(text), this.#longest(), nodes);
    const labelled = lit ? this.#ranked.filter((node) => lit.has(node)) : this.#ranked;
    const most = TITLES * Math.min(1, (width * height) / STAGE) * Math.max(1, nearness) ** 2;
    // Of many notes, those without links are told apart when one comes nearer.
    const isEach = lit || nearness > 2 || this.#ranked.length <= TITLES;
    const some = labelled.slice(0, most).filter((node) => node !== home && (isEach || node.near.length));
    return [...names, ...this.#place(home ? [home, ...some] : some, names, scale)];
  }

  /** @param {Iterable<GraphNode>} nodes @param {Label[]} taken @param {number} scale */
  #place(nodes, taken, scale) {
    const { nodes: all } = this.#graph;
    // Where they stand close, titles could be nowhere else.
    const apart = (Math.sqrt(this.#area / all.length) || 0) * scale;
    const { whole, middle, width } = this.#camera;
    const aside = (width / 2 / whole) * scale;
    return placeLabels(nodes, scale, {
      width: (text) => this.#width(text),
      radius: this.#radius,
      taken,
      inTheWay: apart > APART || all.length <= FEW ? all : [],
      longest: this.#longest(),
      // What is seen where all is seen: titles at its edges are not cut off.
      frame: [middle.x * scale - aside, middle.x * scale + aside],
    });
  }

  /** Han characters of a title. */
  #longest() {
    return Math.max(8, Math.min(18, Math.floor(this.#camera.width / 34)));
  }

  /** @param {string} text */
  #width(text) {
    const { font } = this.#context;
    let width = this.#widths.get(font + text);
    if (width === undefined) {
      width = this.#context.measureText(text).width;
      this.#widths.set(font + text, width);
    }
    return width;
  }
}
