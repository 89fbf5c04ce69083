// Makes dist/report/page.html: the view of reports, its code and its styles in one file.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = new URL("../", import.meta.url);
const view = new URL("src/report/view/", root);
/** In the order of their weight. */
const STYLES = ["colours.css", "page.css", "panel.css", "phone.css"];
const read = (name) => readFileSync(new URL(name, view), "utf8");

export async function buildPage() {
  const bundle = await rolldown({
    cwd: fileURLToPath(root),
    input: "src/report/view/main.tsx",
    platform: "browser",
    resolve: { extensionAlias: { ".js": [".tsx", ".ts"] } },
    tsconfig: "src/report/view/tsconfig.json",
    transform: { target: "es2022" },
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
  await bundle.close();
  const code = output[0].code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const licence = readFileSync(new URL("node_modules/preact/LICENSE", root), "utf8");
  const page = read("page.html")
    .replace("/* styles */", () => styles(STYLES.map(read).join("\n")))
    .replace("/* code */", () => code)
    .replace("<!-- licences -->", () => `<!-- With Preact:\n${licence.trim()}\n-->`);
  mkdirSync(new URL("dist/report/", root), { recursive: true });
  writeFileSync(new URL("dist/report/page.html", root), page);
}

/** The dark colours, which the page chooses by an attribute, hold by the system's wish too. */
function styles(css) {
  const [, colours] = /:root\[data-theme="dark"\] \{([^}]*)\}/.exec(css) ?? [];
  if (colours === undefined) throw new Error("colours.css has no dark colours.");
  return `${css}\n@media (prefers-color-scheme: dark) {\n:root:not([data-theme="light"]) {${colours}}\n}\n`;
}
