// @ts-check
// The button that switches between dark and light; without script it stays hidden.

const root = document.documentElement;
const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(".theme-switch"));

/** @returns {"dark" | "light"} the theme that is seen now */
function current() {
  const chosen = root.dataset.theme;
  if (chosen === "dark" || chosen === "light") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Makes the button do what it says, and shows it. */
export function switchTheme() {
  button?.addEventListener("click", () => {
    const theme = current() === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    try {
      localStorage.setItem("kb-theme", theme);
    } catch {
      // Storage is refused: the choice lasts until the next page.
    }
  });
  button?.removeAttribute("hidden");
}
