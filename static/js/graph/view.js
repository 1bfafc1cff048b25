// @ts-check
// A picture of a graph on its stage: what is seen of it, and what becomes of a gesture.

import { Camera } from "./camera.js";
import { Finder } from "./finder.js";
import { NEARER, listen } from "./gestures.js";
import { Painter } from "./painter.js";
import { regionsOf } from "./shape.js";
import { readTheme, watchTheme } from "./theme.js";

/** @typedef {import("./graph.js").GraphNode} GraphNode */
/** @typedef {import("./graph.js").Graph} Graph */
/**
 * @typedef {object} Options
 * @property {boolean} takesWheel whether the wheel zooms by itself
 * @property {(node: GraphNode, isNew: boolean) => void} open a note is to be opened
 * @property {{ text: string, nodes: GraphNode[] }[]} [regions] parts that have names
 * @property {GraphNode} [home] the one that the picture is of
 */

/** Pixels: free around the whole, and how near a finger or a mouse has to be. */
const MARGIN = 34;
const REACH = { touch: 22, mouse: 11 };
/** So near a single note is looked at, at most. */
const NEAR = 6;
/** So much larger a picture has to be to lie on its side. */
const TURNED = 1.1;

export class View {
  #stage;
  #options;
  #graph;
  #canvas = document.createElement("canvas");
  #camera = new Camera();
  #painter;
  #finder;
  #theme;
  /** @type {import("./painter.js").Look} */
  #look = { lit: undefined, focus: undefined };
  /** @type {GraphNode | undefined} what stays in focus when the pointer is gone */
  #chosen;
  #frame = 0;
  /** Whether all is seen, and is to be so when the stage has another size. */
  #isWhole = true;

  /** @param {HTMLElement} stage @param {Graph} graph @param {Options} options */
  constructor(stage, graph, options) {
    this.#stage = stage;
    this.#graph = graph;
    this.#options = options;
    this.#look.home = options.home;
    this.#turn();
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    this.#painter = new Painter(context, graph, this.#camera, regionsOf(options.regions ?? []));
    this.#finder = new Finder(graph.nodes);
    stage.replaceChildren(this.#canvas);
    this.#theme = readTheme(stage);
    watchTheme(() => {
      if (!stage.isConnected) return;
      this.#theme = readTheme(stage);
      this.#draw();
    });
    new ResizeObserver(() => this.#resize()).observe(stage);
    this.#resize();
    listen(stage, this.#gestures(), options.takesWheel);
  }

  /** Lights some nodes and leaves the others in the dark; undefined lights all.
   * @param {GraphNode[] | undefined} nodes */
  light(nodes) {
    this.#look.lit = nodes && new Set(nodes);
    this.#draw();
  }

  /** A node to which attention is drawn, for as long as it stays. @param {GraphNode | undefined} node */
  focus(node) {
    if (this.#look.focus === (node ?? this.#chosen)) return;
    this.#look.focus = node ?? this.#chosen;
    this.#draw();
  }

  /** The same, until another is chosen. @param {GraphNode | undefined} node */
  choose(node) {
    this.#chosen = node;
    this.focus(node);
  }

  /** Goes where `nodes` are seen; all where there are none. @param {Iterable<GraphNode>} [nodes] */
  goTo(nodes = []) {
    const { whole } = this.#camera;
    const some = this.#camera.around(nodes, 3 * MARGIN, 2 * MARGIN);
    const all = this.#all();
    this.#isWhole = !some;
    const place = some ? { ...some, scale: Math.min(some.scale, whole * NEAR) } : all;
    if (place) this.#camera.fly(this.#isWhole ? { ...place, scale: whole } : place, this.#now());
    this.#draw();
  }

  /** @param {"in" | "out" | "all"} how */
  zoom(how) {
    if (how === "all") this.goTo();
    else this.#gestures().zoom(how === "in" ? NEARER : 1 / NEARER, this.#camera.width / 2, this.#camera.height / 2);
  }

  #now() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? -1 : performance.now();
  }

  /** @returns {import("./gestures.js").Gestures} */
  #gestures() {
    const camera = this.#camera;
    return {
      pan: (right, down) => {
        camera.pan(right, down);
        this.#isWhole = false;
        this.#draw();
      },
      zoom: (factor, x, y) => {
        camera.zoom(factor, x, y);
        this.#isWhole = false;
        this.#draw();
      },
      whole: () => this.goTo(),
      hover: (x, y) => {
        const node = this.#at(x, y, REACH.mouse);
        this.#stage.style.cursor = node ? "pointer" : "";
        this.focus(node);
      },
      leave: () => this.focus(undefined),
      press: (x, y, event) => this.#press(x, y, event),
    };
  }

  /** @param {number} x @param {number} y @param {PointerEvent | KeyboardEvent} event */
  #press(x, y, event) {
    const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
    const node = this.#at(x, y, isTouch ? REACH.touch : REACH.mouse);
    // A finger has nothing to hover with: the first touch shows, the second opens.
    if (node && (!isTouch || node === this.#chosen)) {
      this.#options.open(node, event.ctrlKey || event.metaKey || event.shiftKey);
    } else {
      this.choose(node);
    }
  }

  /** @param {number} x @param {number} y @param {number} reach */
  #at(x, y, reach) {
    const { lit } = this.#look;
    const [worldX, worldY] = this.#camera.toWorld(x, y);
    return this.#finder.at(worldX, worldY, reach / this.#camera.at.scale, (node) => !lit || lit.has(node));
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    if (!width || !height) return;
    const camera = this.#camera;
    [camera.width, camera.height] = [width, height];
    const ratio = this.#ratio();
    [this.#canvas.width, this.#canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const all = this.#all() ?? { x: 0, y: 0, scale: 1 };
    // A handful of notes is not blown up.
    const few = Math.min(1, 0.35 + this.#graph.nodes.length / 24);
    camera.whole = all.scale * few;
    camera.middle = all;
    if (this.#isWhole) camera.fly({ ...all, scale: camera.whole }, -1);
    cancelAnimationFrame(this.#frame);
    this.#paint();
  }

  /** Lays the picture on its side where that makes better use of the stage. */
  #turn() {
    const { nodes } = this.#graph;
    [this.#camera.width, this.#camera.height] = [this.#stage.clientWidth || 1, this.#stage.clientHeight || 1];
    const turned = nodes.map(({ x, y }) => ({ x: y, y: x }));
    const scales = [nodes, turned].map((points) => this.#all(points)?.scale ?? 1);
    if (scales[1] > TURNED * scales[0]) for (const node of nodes) [node.x, node.y] = [node.y, node.x];
  }

  /** @param {{ x: number, y: number }[]} [points] */
  #all(points = this.#graph.nodes) {
    // Titles need more room beside than above.
    return this.#camera.around(points, Math.max(MARGIN, Math.min(110, 0.14 * this.#camera.width)), MARGIN);
  }

  /** What is beyond twice is not seen, and costs. */
  #ratio() {
    return Math.min(2, devicePixelRatio || 1);
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    const flies = this.#camera.advance(performance.now());
    this.#painter.draw(this.#theme, this.#look, this.#ratio());
    if (flies) this.#draw();
  }
}
