import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";
import { katex } from "@mdit/plugin-katex";

// KaTeX writes HTML and MathML unless it is told otherwise.
const output = process.env.KATEX_OUTPUT ?? "htmlAndMathml";
const options = { output, throwOnError: false, strict: "ignore" };

export default function (config) {
  config.addPlugin(syntaxHighlight, { errorOnInvalidLanguage: false });
  config.amendLibrary("md", (md) => md.use(katex, options));
  config.addGlobalData("layout", "note.njk");
  config.setTemplateFormats(["md"]);
  return {
    dir: { input: "content", includes: "../_includes", output: "_site" },
    markdownTemplateEngine: false,
  };
}
