// @ts-check
// Formulas that are wider than paper are set smaller while a page is printed, and addresses of links
// are spelt as they are read.

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

/** The letters that an address has encoded; what else is, spaces say, would be another address. @param {string} address */
export function legible(address) {
  return address.replace(/(?:%[89a-f][0-9a-f])+/gi, (encoded) => {
    try {
      const words = decodeURIComponent(encoded);
      return /^[\p{L}\p{M}\p{N}\p{P}]+$/u.test(words) ? words : encoded;
    } catch {
      return encoded;
    }
  });
}

/** What the stylesheet prints behind a link. */
export function spellAddresses() {
  addEventListener("beforeprint", () => {
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.prose a[href^="http"]'))) {
      link.dataset.printed = legible(link.getAttribute("href") ?? "");
    }
  });
}
