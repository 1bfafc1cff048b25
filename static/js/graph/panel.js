// @ts-check
// The graph of what is around one note, in its page.

import { settle } from "./forces.js";
import { readAround } from "./graph.js";
import { NoteList } from "./list.js";
import { load, part, visit } from "./load.js";
import { View } from "./view.js";

/** With more notes than these one step is shown at first; and where the page is narrow. */
const FEW = 40;
const FEWER = 12;

/** @param {HTMLDetailsElement} panel that was opened */
export async function showPanel(panel) {
  const { graph: url = "", base = "" } = panel.dataset;
  const message = part(panel, ".graph-message");
  message.textContent = message.dataset.loading ?? "";
  let file;
  try {
    file = await load(url);
  } catch (fault) {
    message.textContent = message.dataset.failed ?? "";
    panel.addEventListener("toggle", () => panel.open && showPanel(panel), { once: true });
    console.info("graph:", fault);
    return;
  }
  message.hidden = true;
  /** @type {View | undefined} */
  let view;
  /** @param {number} steps */
  const show = (steps) => {
    const graph = readAround(file, steps);
    settle(graph);
    const [note] = graph.nodes;
    note.colour = 0;
    const stage = part(panel, ".graph-stage");
    const fresh = /** @type {HTMLElement} */ (stage.cloneNode());
    stage.replaceWith(fresh);
    const shown = new View(fresh, graph, {
      takesWheel: false,
      home: note,
      open: (node, isNew) => node !== note && visit(base, node.url, isNew),
    });
    view = shown;
    const look = shown.focus.bind(shown);
    new NoteList(part(panel, ".graph-notes"), graph, base, { look, choose: look }).showLinks(note);
    for (const button of buttons) button.setAttribute("aria-pressed", `${button.dataset.steps === `${steps}`}`);
  };
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("[data-steps]"));
  for (const button of buttons) {
    button.hidden = file.notes.length === file.near + 1;
    button.addEventListener("click", () => show(Number(button.dataset.steps)));
  }
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("[data-zoom]"))) {
    button.addEventListener("click", () => view?.zoom(/** @type {"in" | "out" | "all"} */ (button.dataset.zoom)));
  }
  show(file.notes.length > (panel.clientWidth < 480 ? FEWER : FEW) ? 1 : 2);
}
