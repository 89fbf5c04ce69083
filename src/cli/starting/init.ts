import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { paint } from "../../output/paint.js";
import { ReportedError } from "../endings/reported-error.js";
import type { CommandHost } from "../state/command-host.js";
import { mergedManifest } from "./merge-manifest.js";
import { projectFiles } from "./project-files.js";

/** npm makes one as soon as a package is installed: what it says stays. */
const MANIFEST = "package.json";

/**
 * `modal-emulator init`: writes an app with its test and all that a project needs.
 * @param to a folder, which is made if it is not there
 * @throws ReportedError if any of the files is there and `force` is not given, or if the disk refuses it
 */
export async function init({ streams, directory }: CommandHost, { force }: { force?: true }, to = "."): Promise<void> {
  const folder = resolve(directory, to);
  const files = new Map(projectFiles(nameOf(folder)));
  const manifest = force ? undefined : await readFile(join(folder, MANIFEST), "utf8").catch(() => undefined);
  const merged = manifest === undefined ? undefined : mergedManifest(manifest, files.get(MANIFEST) ?? "{}");
  if (merged !== undefined) files.set(MANIFEST, merged);
  const taken = [...files.keys()].filter(
    (path) => existsSync(join(folder, path)) && !(path === MANIFEST && merged !== undefined),
  );
  if (taken.length > 0 && !force)
    throw new ReportedError(
      `There is ${taken.join(", ")} in ${folder} already. Nothing was written: name another directory, or give --force to replace ${taken.length === 1 ? "it" : "them"}.`,
    );
  try {
    for (const [path, text] of files) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  } catch (error) {
    throw new ReportedError(`${folder} cannot be written: ${(error as globalThis.Error).message}.`, { cause: error });
  }
  const { stdout } = streams;
  const way = relative(directory, folder);
  stdout.write(
    [
      paint(stdout, "green", `✓ Made ${[...files.keys()].join(", ")} in ${folder}.`),
      "",
      "Next:",
      ...(way === "" ? [] : [`  cd ${/^[\w./-]+$/.test(way) ? way : JSON.stringify(way)}`]),
      "  npm install",
      "  npm test",
      "  npx modal-emulator run app.ts",
      "",
    ].join("\n"),
  );
}

/** A name that npm and Modal both take, made of that of a folder. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  return name === "" ? "my-app" : name;
}
