// @ts-check
// What is of use to who reads a text is added when they begin to, or have had time to: the page is
// shown as it came, and stays complete without it.

const BEGINNINGS = ["pointermove", "pointerdown", "keydown", "scroll", "focusin"];
/** Milliseconds after which tools are added for who does none of that. */
const PATIENCE = 2000;

/** Loads the tools once, when they are wanted. */
export function offerTools() {
  if (!document.querySelector("#kb\\:reading") || !document.querySelector(".prose")) return;
  const waiting = new AbortController();
  const begin = () => {
    waiting.abort();
    import("./reading/tools.js").then(({ addTools }) => addTools(), () => {});
  };
  for (const name of BEGINNINGS) addEventListener(name, begin, { signal: waiting.signal, passive: true, capture: true });
  addEventListener("load", () => setTimeout(() => waiting.signal.aborted || begin(), PATIENCE), { once: true });
}
