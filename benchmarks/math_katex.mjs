// Reads [[tex, display], …] from a file and writes KaTeX's error for each, "" where it has none.
// Started by math_katex.py: node math_katex.mjs KATEX_MODULE IN OUT
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const [module, input, output] = process.argv.slice(2);
const { default: katex } = await import(pathToFileURL(module).href);
const started = process.cpuUsage();
const errors = JSON.parse(fs.readFileSync(input, "utf8")).map(([tex, displayMode]) => {
  try {
    katex.renderToString(tex, { displayMode, throwOnError: true, strict: false });
    return "";
  } catch (error) {
    return String(error.message);
  }
});
const { user, system } = process.cpuUsage(started);
fs.writeFileSync(output, JSON.stringify({ errors, seconds: (user + system) / 1e6 }));
