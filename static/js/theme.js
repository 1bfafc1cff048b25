// Sets the chosen theme before the first paint, says whether scripts arrive and something is searched
// for, so that the place of both is kept, and has the font of formulas ready, which lies in a
// stylesheet that is there by now. Kept tiny because it blocks.
{
  const { dataset } = document.documentElement;
  try {
    const theme = localStorage.getItem("kb-theme");
    if (theme) dataset.theme = theme;
  } catch {
    // Storage is refused: the system's theme it is.
  }
  dataset.scripts = "";
  if (/[?&]q=./.test(location.search)) dataset.asked = "";
  addEventListener("error", ({ target }) => target.type === "module" && delete dataset.scripts, true);
}
// Without it the page would be painted once before the font is unpacked.
if (document.fonts) document.fonts.load('1em "kbsite Math"');
