import { existsSync } from "node:fs";
import { extname } from "node:path";
import { InvalidError } from "../../contract/errors.js";

/** What to run: a file, and a name in it. */
export interface Reference {
  readonly file: string;
  /** After the `::`: a name, or an app's variable and a name. */
  readonly path: string | undefined;
}

const EXTENSIONS: ReadonlySet<string> = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"]);

/**
 * Reads `file.ts`, `file.ts::name` or `file.ts::app.name`. Modal: docs/modal/command-line.md#run.
 * @throws InvalidError for a spelling that Modal refuses, or a file that does not exist
 */
export function parseReference(text: string): Reference {
  const [file = "", path, ...more] = text.split("::");
  if (more.length > 0)
    throw new InvalidError(
      `"${text}" has more than one "::": a reference is \`file.ts::name\` or \`file.ts::app.name\`.`,
    );
  if (file === "" || path === "")
    throw new InvalidError(
      `"${text}" names no ${file === "" ? "file" : "function"}: a reference is \`file.ts\`, \`file.ts::name\` or \`file.ts::app.name\`.`,
    );
  const single = /^(.{2,}):([^:\\/]+)$/.exec(file);
  if (single && path === undefined && !existsSync(file))
    throw new InvalidError(`Invalid reference "${text}". Did you mean "${single[1]}::${single[2]}"?`);
  if (!EXTENSIONS.has(extname(file)) && !existsSync(file)) throw new InvalidError(notAFile(file, path));
  if (!existsSync(file)) throw new InvalidError(`No such file: ${file}.`);
  return { file, path };
}

/** Modal takes Python's dotted module paths with `-m`; here a file is always a file. */
function notAFile(file: string, path: string | undefined): string {
  const name = path === undefined ? "" : `::${path}`;
  if (!/^[\w$]+(\.[\w$]+)*$/.test(file)) return `No such file: ${file}.`;
  return `"${file}" is no file. There are no module paths and no \`-m\` here: name the file, as in \`${file.replaceAll(".", "/")}.ts${name}\`.`;
}
