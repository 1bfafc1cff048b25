// @ts-check
// Tables of notes: buttons in their headings sort, a field above each narrows its rows. Without
// this script a table stands there whole. Nothing is remembered.

import { summarise } from "./table-summaries.js";

/** @typedef {"ascending" | "descending" | "none"} Order */

const collator = new Intl.Collator("zh", { numeric: true, sensitivity: "base" });

/**
 * Where each row stood when the page was loaded.
 * @type {WeakMap<HTMLTableRowElement, number>}
 */
const places = new WeakMap();

/**
 * What a cell is sorted by: a number, a date (as text that sorts as time does), a word.
 * @param {HTMLTableCellElement | undefined} cell
 * @returns {string | number}
 */
function valueOf(cell) {
  const text = cell?.textContent?.trim() ?? "";
  if (!cell) return "";
  if (cell.classList.contains("number")) return Number(text);
  const time = cell.querySelector("time");
  if (time) return time.dateTime;
  // What is set comes first.
  if (cell.classList.contains("check")) return text === "☑" ? 0 : 1;
  return text;
}

/**
 * @param {string | number} a
 * @param {string | number} b
 */
function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  // Numbers stand before words.
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return collator.compare(String(a), String(b));
}

/** @param {HTMLTableSectionElement} body */
function rowsOf(body) {
  return [...body.rows].filter((row) => !row.classList.contains("group"));
}

/**
 * Sorts the rows of each group; what says nothing stays last.
 * @param {HTMLTableElement} table
 * @param {number} column
 * @param {Order} order
 */
function sort(table, column, order) {
  for (const body of table.tBodies) {
    const rows = rowsOf(body).map((row, place) => {
      if (!places.has(row)) places.set(row, place);
      return { row, place: places.get(row) ?? place, value: valueOf(row.cells[column]) };
    });
    const sign = order === "descending" ? -1 : 1;
    rows.sort((a, b) => {
      if (order === "none") return a.place - b.place;
      if ((a.value === "") !== (b.value === "")) return a.value === "" ? 1 : -1;
      return sign * compare(a.value, b.value) || a.place - b.place;
    });
    body.append(...rows.map(({ row }) => row));
  }
}

/**
 * Up, down, and back to how it was.
 * @param {HTMLTableElement} table
 * @param {HTMLTableCellElement} heading
 */
function turn(table, heading) {
  const now = heading.getAttribute("aria-sort");
  const isOwn = heading.dataset.sorted === "";
  /** @type {Order} */
  let next = "ascending";
  if (now === "ascending") next = "descending";
  else if (now === "descending" && isOwn) next = "none";
  for (const other of table.tHead?.rows[0].cells ?? []) {
    other.removeAttribute("aria-sort");
    delete other.dataset.sorted;
  }
  if (next === "none") {
    const first = /** @type {HTMLTableCellElement | null} */ (table.querySelector("th[data-first]"));
    first?.setAttribute("aria-sort", first.dataset.first ?? "");
  } else {
    heading.setAttribute("aria-sort", next);
    heading.dataset.sorted = "";
  }
  sort(table, heading.cellIndex, next);
}

/** @param {string} text */
function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

/**
 * Shows the rows that hold all words; groups without any are not shown. The last row goes along.
 * @param {HTMLTableElement} table
 * @param {string} query
 * @returns {[number, number]} how many rows are left, and of how many
 */
function narrow(table, query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  /** @type {HTMLTableRowElement[]} */
  const left = [];
  let all = 0;
  for (const body of table.tBodies) {
    let here = 0;
    for (const row of rowsOf(body)) {
      const text = folded([...row.cells].map((cell) => cell.textContent).join("\n"));
      row.hidden = !words.every((word) => text.includes(word));
      all += 1;
      if (!row.hidden) {
        left.push(row);
        here += 1;
      }
    }
    body.hidden = here === 0 && words.length > 0;
  }
  summarise(table, left);
  return [left.length, all];
}

/**
 * The field above a table, and what says how many rows are left.
 * @param {HTMLElement} place
 * @param {HTMLTableElement} table
 */
function addField(place, table) {
  const tools = document.createElement("div");
  const field = document.createElement("input");
  const said = document.createElement("output");
  tools.className = "notes-table-tools";
  field.type = "search";
  field.placeholder = place.dataset.filter ?? "";
  field.setAttribute("aria-label", `${place.dataset.filter}: ${table.parentElement?.getAttribute("aria-label")}`);
  said.setAttribute("role", "status");
  field.addEventListener("input", () => {
    const [left, all] = narrow(table, field.value);
    const words = (place.dataset.left ?? "").replace("{n}", String(left)).replace("{count}", String(all));
    said.textContent = field.value.trim() ? words : "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value) return;
    field.value = "";
    field.dispatchEvent(new Event("input"));
  });
  tools.append(field, said);
  place.prepend(tools);
}

/**
 * @param {HTMLElement} place
 * @param {HTMLTableElement} table
 */
function addButtons(place, table) {
  for (const heading of table.tHead?.rows[0].cells ?? []) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = (place.dataset.sort ?? "").replace("{title}", heading.textContent ?? "");
    button.append(...heading.childNodes);
    button.addEventListener("click", () => turn(table, heading));
    heading.append(button);
    const order = heading.getAttribute("aria-sort");
    if (order) heading.dataset.first = order;
  }
}

for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".notes-table"))) {
  const table = place.querySelector("table");
  const rows = table ? [...table.tBodies].flatMap(rowsOf) : [];
  // One row needs neither.
  if (table && rows.length > 1) {
    addField(place, table);
    addButtons(place, table);
  }
}
