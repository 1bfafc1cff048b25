// @ts-check
// What every page has: each starts what it is about, and loads more when that is wanted.

import { followContents } from "./contents.js";
import { copyFormulas } from "./copy-formulas.js";
import { offerGraphs } from "./graph-panel.js";
import { previewLinks } from "./link-previews.js";
import { fitFormulas, spellAddresses } from "./print.js";
import { offerTools } from "./reading.js";
import { openSearch } from "./search.js";
import { switchTheme } from "./theme-switch.js";

switchTheme();
openSearch();
previewLinks();
offerGraphs();
followContents();
copyFormulas();
offerTools();
fitFormulas();
spellAddresses();
