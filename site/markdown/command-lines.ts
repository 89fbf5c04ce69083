import type { ShikiTransformer } from "shiki";

/** Marks the lines of a `console` block that are typed, as against those that are printed. */
export const commandLines: ShikiTransformer = {
  name: "command-lines",
  line(line, number) {
    const text = this.source.split("\n")[number - 1] ?? "";
    if (this.options.lang === "console" && /^[$>] /.test(text)) this.addClassToHast(line, "command");
  },
};
