// @ts-check
// Formulas that are wider than paper are set smaller while a page is printed.

/** CSS pixels of a sheet of A4 between its margins, and of its type. */
const [SHEET, TYPE] = [660, 14];

export function fitFormulas() {
  addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll(".math, .wide-math, .wider-math")) {
      if (!(box instanceof HTMLElement)) continue;
      const width = box.scrollWidth * (TYPE / parseFloat(getComputedStyle(box).fontSize));
      if (width > SHEET) box.style.setProperty("--fit", (SHEET / width).toFixed(3));
    }
  });
}
