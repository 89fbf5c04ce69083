// What package.json is while the package is packed: without `prepare`, which is for clones; npm asks whoever installs a package whether it may run.
// `node tools/packed-manifest.js strip` before, `restore` after.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const manifest = fileURLToPath(new URL("../package.json", import.meta.url));
const kept = fileURLToPath(new URL("../node_modules/.package.json.unpacked", import.meta.url));

if (process.argv[2] === "strip") {
  const text = readFileSync(manifest, "utf8");
  writeFileSync(kept, text);
  const { scripts, ...rest } = JSON.parse(text);
  const { prepare: _prepare, prepack: _prepack, postpack: _postpack, ...others } = scripts;
  writeFileSync(manifest, `${JSON.stringify({ ...rest, scripts: others }, null, 2)}\n`);
} else if (existsSync(kept)) renameSync(kept, manifest);
