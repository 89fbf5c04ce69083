// What package.json is while the package is packed. `node tools/pack-manifest.ts strip` before, `restore` after.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Manifest, packedManifest } from "./packed-manifest.ts";

const manifest = fileURLToPath(new URL("../package.json", import.meta.url));
const kept = fileURLToPath(new URL("../node_modules/.package.json.unpacked", import.meta.url));

if (process.argv[2] === "strip") {
  const text = readFileSync(manifest, "utf8");
  writeFileSync(kept, text);
  writeFileSync(manifest, `${JSON.stringify(packedManifest(JSON.parse(text) as Manifest), null, 2)}\n`);
} else if (existsSync(kept)) renameSync(kept, manifest);
