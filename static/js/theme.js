// Sets the chosen theme before the first paint, and has the font of formulas ready for it, which
// lies in a stylesheet that is there by now. Kept tiny because it blocks.
try {
  const theme = localStorage.getItem("kb-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's theme it is.
}
// Without it the page would be painted once before the font is unpacked.
if (document.fonts) document.fonts.load('1em "kbsite Math"');
