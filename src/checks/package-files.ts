import module, { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nodeProblem } from "./node-version.js";

// here, because all of the package needs this module, and nothing that runs before needs a newer Node
if (nodeProblem !== undefined) throw new Error(nodeProblem);

// not imported by its name: an older Node could not even load this file
const manifest = module.findPackageJSON(import.meta.url);
if (manifest === undefined) throw new TypeError("The package has lost its package.json.");

/** Folder of this package: modules cannot find each other by their own place, because they are built into few files. */
export const packageRoot: URL = new URL("./", pathToFileURL(manifest));

/** Version of this package, as Modal's `__version__`. Modal: docs/modal/context-ids-and-logs.md#context. */
export const version: string = (createRequire(manifest)(manifest) as { readonly version: string }).version;

/** Where this package's own code is, as built and as its source maps name it: URLs and paths. */
const ownFolders = ["dist/", "src/"]
  .map((folder) => new URL(folder, packageRoot))
  .flatMap((url) => [url.href, fileURLToPath(url)]);

/** Where one of them begins: folders of others may end alike. */
const ownPlace = new RegExp(`(?:^|[\\s(])(?:${ownFolders.map(RegExp.escape).join("|")})`);

/** Whether a line of a stack trace, or any of several, is in this package's own code. */
export function isOwnFrame(line: string): boolean {
  return ownPlace.test(line);
}
