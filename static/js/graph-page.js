// @ts-check
// The page of the graph: what every page has, and the graph, which come as one file.

import "./site.js";
import "./graph/page.js";
