// @ts-check
// What the last row of a table says of the rows that are left. The words and their rules are those of
// `bases/summaries.py`.

/** @typedef {HTMLTableCellElement} Cell */

/**
 * @param {Cell[]} cells
 * @returns {number[]}
 */
function numbersOf(cells) {
  return cells.filter((cell) => cell.classList.contains("number")).map((cell) => Number(cell.textContent));
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** @type {Record<string, (numbers: number[]) => number>} */
const OF_NUMBERS = {
  Average: (all) => sum(all) / all.length,
  Max: (all) => Math.max(...all),
  Median(all) {
    const sorted = [...all].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  },
  Min: (all) => Math.min(...all),
  Range: (all) => Math.max(...all) - Math.min(...all),
  Stddev(all) {
    const mean = sum(all) / all.length;
    return Math.sqrt(sum(all.map((value) => (value - mean) ** 2)) / all.length);
  },
  Sum: sum,
};

/** @param {Cell} cell */
const textOf = (cell) => cell.textContent?.trim() ?? "";

/** @type {Record<string, (cells: Cell[]) => number>} */
const OF_ALL = {
  Checked: (cells) => cells.filter((cell) => textOf(cell) === "☑").length,
  Empty: (cells) => cells.filter((cell) => !textOf(cell)).length,
  Filled: (cells) => cells.filter(textOf).length,
  Unchecked: (cells) => cells.filter((cell) => textOf(cell) === "☐").length,
  Unique: (cells) => new Set(cells.map(textOf).filter(Boolean)).size,
};

/**
 * @param {string} name
 * @param {Cell[]} cells
 * @returns {string} "" where it says nothing of such cells
 */
function summary(name, cells) {
  if (name in OF_ALL) return String(OF_ALL[name](cells));
  if (name in OF_NUMBERS) {
    const numbers = numbersOf(cells);
    return numbers.length ? String(Number(OF_NUMBERS[name](numbers).toFixed(2))) : "";
  }
  const days = cells.flatMap((cell) => cell.querySelector("time") ?? []);
  days.sort((a, b) => (a.dateTime < b.dateTime ? -1 : Number(a.dateTime > b.dateTime)));
  return days.at(name === "Latest" ? -1 : 0)?.textContent ?? "";
}

/**
 * Says in the last row of `table` what its `rows` come to.
 * @param {HTMLTableElement} table
 * @param {HTMLTableRowElement[]} rows
 */
export function summarise(table, rows) {
  for (const cell of table.tFoot?.rows[0].cells ?? []) {
    const said = /** @type {HTMLElement | null} */ (cell.querySelector("[data-summary]"));
    if (!said) continue;
    const cells = rows.map((row) => row.cells[cell.cellIndex]);
    said.textContent = summary(said.dataset.summary ?? "", cells) || "–";
  }
}
