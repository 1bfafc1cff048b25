// @ts-check
// A formula is copied as its TeX, by itself or in a sentence.

/** @param {Node} node @returns {Element | null} the formula around it */
const formulaAround = (node) => (node instanceof Element ? node : node.parentElement)?.closest("math") ?? null;

/** @param {Element} math @returns {string} */
const texOf = (math) => math.querySelector("annotation")?.textContent ?? math.getAttribute("alttext") ?? "";

/**
 * What is selected, formulas whole.
 * @param {Range} selected
 */
function wholeFormulas(selected) {
  const range = selected.cloneRange();
  const first = formulaAround(range.startContainer);
  const last = formulaAround(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  return range.cloneContents();
}

/**
 * The text of `fragment` as it is read, each formula between its signs.
 * @param {DocumentFragment} fragment
 */
function textOf(fragment) {
  const place = document.createElement("div");
  // Seen by nobody, and laid out as text is.
  place.style.cssText = "position: absolute; inset: 0 auto auto -9999px";
  place.append(fragment.cloneNode(true));
  const formulas = [...place.querySelectorAll("math")];
  for (const math of formulas) {
    const sign = math.getAttribute("display") === "block" ? "$$" : "$";
    const tex = document.createElement("span");
    tex.style.whiteSpace = "pre-wrap";
    tex.textContent = sign + texOf(math) + sign;
    math.replaceWith(tex);
  }
  // Lines of code that are boxes would break twice.
  for (const pre of place.querySelectorAll("pre")) pre.textContent = pre.textContent;
  document.body.append(place);
  const text = place.innerText;
  place.remove();
  return text;
}

/** Listens for what is copied. */
export function copyFormulas() {
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection?.rangeCount || selection.isCollapsed || !event.clipboardData) return;
    const fragment = wholeFormulas(selection.getRangeAt(0));
    const formulas = fragment.querySelectorAll("math");
    if (!formulas.length) return;
    const html = document.createElement("div");
    html.append(fragment.cloneNode(true));
    for (const math of fragment.querySelectorAll("math")) math.remove();
    const isAlone = formulas.length === 1 && !fragment.textContent?.trim();
    const whole = document.createDocumentFragment();
    whole.append(...[...html.childNodes].map((node) => node.cloneNode(true)));
    event.clipboardData.setData("text/plain", isAlone ? texOf(formulas[0]) : textOf(whole));
    event.clipboardData.setData("text/html", html.innerHTML);
    event.preventDefault();
  });
}
