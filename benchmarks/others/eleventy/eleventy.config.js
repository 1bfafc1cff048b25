import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";
import { katex } from "@mdit/plugin-katex";

export default function (config) {
  config.addPlugin(syntaxHighlight, { errorOnInvalidLanguage: false });
  config.amendLibrary("md", (md) => md.use(katex, { throwOnError: false, strict: "ignore" }));
  config.addGlobalData("layout", "note.njk");
  return {
    dir: { input: "content", includes: "../_includes", output: "_site" },
    markdownTemplateEngine: false,
  };
}
