import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { withoutSession } from "../../../api/session/session.js";
import { webAssembly } from "./bridge/web-assembly.js";

const PACKAGE = `${sep}just-bash${sep}`;

/** What all interpreters of a thread share. */
export interface InterpreterParts {
  /** Where CPython is. */
  readonly folder: string;
  readonly module: WebAssembly.Module;
  readonly library: SharedArrayBuffer;
}

let loading: Promise<InterpreterParts> | undefined;

/** Loads CPython of the package just-bash, and compiles it, once. @throws if that is not installed */
export function interpreterParts(): Promise<InterpreterParts> {
  loading ??= withoutSession(load); // no disk of a container has it
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function load(): Promise<InterpreterParts> {
  const entry = createRequire(import.meta.url).resolve("just-bash");
  const folder = join(entry.slice(0, entry.lastIndexOf(PACKAGE) + PACKAGE.length), "vendor", "cpython-emscripten");
  const [code, zip] = await Promise.all([
    readFile(join(folder, "python.wasm")),
    readFile(join(folder, "python313.zip")),
  ]);
  const library = new SharedArrayBuffer(zip.length);
  new Uint8Array(library).set(zip);
  return { folder, module: await webAssembly.compile(code), library };
}
