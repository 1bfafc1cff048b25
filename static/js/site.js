// @ts-check
// What every page has: each starts what it is about, and loads more when that is wanted.

import { offerGraphs } from "./graph-panel.js";
import { previewLinks } from "./link-previews.js";
import { openSearch } from "./search.js";
import { switchTheme } from "./theme-switch.js";

switchTheme();
openSearch();
previewLinks();
offerGraphs();
