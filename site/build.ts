// npm run site: builds the site of the documentation into site/dist, or the folder that is given. `--base /path/` is where it will lie on its server,
// `--reference` writes the reference alone, into site/reference, which is what `npm run site:dev` shows beside the pages.
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vitepress";
import { buildReference } from "./build-reference.ts";
import { ROOT } from "./pages.ts";

const { values, positionals } = parseArgs({
  options: { base: { type: "string" }, reference: { type: "boolean" } },
  allowPositionals: true,
});
const wrong = await buildReference(join(ROOT, "site/reference"));
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exitCode = 1;
} else if (!values.reference) {
  await build(join(ROOT, "site"), {
    outDir: resolve(positionals[0] ?? join(ROOT, "site/dist")),
    ...(values.base !== undefined && { base: values.base }),
  });
}
