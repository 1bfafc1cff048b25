// Sets the chosen theme before the first paint; kept tiny because it blocks.
try {
  const theme = localStorage.getItem("kb-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's theme it is.
}
