import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildFailure, BuildOptions, Message, Plugin } from "esbuild";
import { InvalidError } from "../../../contract/errors.js";
import { SCRIPT_PREFIX, type Bundle, type BundledPackages } from "./bundle.js";
import { absolutePaths, externalPackages, isPackageFile } from "./external-packages.js";
import { entryStars } from "./entry-stars.js";
import { IMPORT, rewriteModule } from "./rewrite-module.js";
import { FILES, META_NAMES, sourceFiles } from "./source-files.js";
import { presentTestGlobals } from "./present-test-globals.js";

/** Where code is that is not on the host's disk. */
export interface CodeSource {
  /** Whether a file, by path or URL, is there. */
  has(file: string): boolean;
  read(path: string): string;
  /**
   * Has the bundler take it from where it is. @param known URLs of files that the container has evaluated already
   */
  plugin(known: readonly string[]): Plugin;
}

interface Built {
  readonly bundle: Bundle;
  /** Modification times of the files that went in. */
  readonly inputs: ReadonlyMap<string, number>;
}

/** Bundles users' modules with esbuild, each once until one of its files changes. */
export class Bundler {
  readonly #built = new Map<string, Promise<Built>>();
  readonly #adopted = new Map<string, Bundle>();
  #count: number;

  /** @param first number of the first bundle: scripts of several bundlers may meet in one lane */
  constructor(first = 1) {
    this.#count = first;
  }

  /**
   * From now on, a file's bundle is one that was made before, whatever is on the disk.
   * @param file URL, with a query that tells it from the file as it is now
   */
  adopt(file: string, bundle: Bundle): void {
    this.#adopted.set(file, { ...bundle, file, name: this.#nextName(), testGlobals: presentTestGlobals() });
  }

  /**
   * @param known URLs of files that the container has evaluated in other bundles, and that are to be taken from there
   * @throws InvalidError with file, line and code frame if a module does not exist or cannot be parsed
   */
  async bundle(file: string, packages: BundledPackages, known: readonly string[] = []): Promise<Bundle> {
    const adopted = this.#adopted.get(file);
    if (adopted) return adopted;
    const key = JSON.stringify([file, packages, known]);
    const existing = await this.#built.get(key)?.catch(() => undefined);
    if (existing && isFresh(existing)) return existing.bundle;
    const building = this.#build(file, packages, known);
    this.#built.set(key, building);
    return (await building).bundle;
  }

  /**
   * Where a file of the user's is that another one imports by a computed name.
   * @returns its URL, or `undefined` if it is not to be bundled: a package, a built-in module, a native addon, or
   * nothing at all
   */
  async locate(specifier: string, from: string, packages: BundledPackages): Promise<string | undefined> {
    const esbuild = await import("esbuild");
    const isFile = specifier.startsWith("file:");
    let path: string | undefined;
    const found: Plugin = {
      name: "found",
      setup(build) {
        build.onLoad({ filter: /^/, namespace: "file" }, (args) => {
          path = args.path;
          return { contents: "" };
        });
      },
    };
    const contents = `import(${JSON.stringify(isFile ? fileURLToPath(specifier) : specifier)})`;
    const stdin = { contents, resolveDir: dirname(fileURLToPath(from)), sourcefile: fileURLToPath(from) };
    const resolving = esbuild.build({ ...OPTIONS, stdin, plugins: [externalPackages(packages), found] });
    await resolving.catch(() => undefined); // nothing: then Node says so
    return path === undefined || (isFile && isPackageFile(path)) ? undefined : pathToFileURL(path).href;
  }

  /** Bundles a file of a container's mounts: anew each time, because others have something else there. */
  async bundleMounted(
    file: string,
    packages: BundledPackages,
    known: readonly string[],
    source: CodeSource,
  ): Promise<Bundle> {
    return (await this.#build(file, packages, known, source)).bundle;
  }

  async #build(file: string, packages: BundledPackages, known: readonly string[], source?: CodeSource): Promise<Built> {
    const esbuild = await import("esbuild");
    const path = fileURLToPath(file);
    const directory = dirname(path);
    const isFile = source !== undefined || statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    if (!isFile) throw new InvalidError(`${relative(process.cwd(), path)} cannot be loaded: there is no such file.`);
    const compile = async (handedOut: readonly string[]): Promise<{ code: string; map: string; files: string[] }> => {
      const options: BuildOptions & { metafile: true; write: false } = {
        ...OPTIONS,
        entryPoints: [path],
        absWorkingDir: source ? process.cwd() : directory,
        outdir: directory,
        metafile: true,
        keepNames: true,
        sourcemap: "external",
        inject: handedOut.length > 0 ? [FILES] : [],
        plugins: source
          ? [
              entryStars,
              source.plugin(known),
              externalPackages(packages),
              sourceFiles(path, handedOut, (input) =>
                source.has(input) ? source.read(input) : readFile(input, "utf8"),
              ),
            ]
          : [entryStars, absolutePaths, externalPackages(packages, known), sourceFiles(path, handedOut)],
      };
      const result = await esbuild.build(options).catch((failure: BuildFailure) => {
        throw new InvalidError(
          `${relative(process.cwd(), path)} cannot be loaded:\n${failure.errors.map((error) => messageText(error, directory)).join("\n")}`,
        );
      });
      const [map = "", code = ""] = ["map", "js"].map(
        (kind) => result.outputFiles.find((output) => output.path.endsWith(`.${kind}`))?.text,
      );
      const inputs = Object.keys(result.metafile.inputs).filter((input) => !input.startsWith("__modal"));
      const files = new Set(
        inputs.map((input) => resolve(options.absWorkingDir ?? directory, input.replace(/ with \{[^{}]*\}$/, ""))),
      ); // import attributes are part of a name there
      return { code, map, files: [...files] };
    };
    const plain = await compile([]);
    const { code, map, files } =
      known.length > 0 || plain.code.includes(`${IMPORT}.from(`)
        ? await compile(plain.files.filter((input) => !input.includes("?")))
        : plain;
    const inputs = new Map(files.map((input) => [input, modified(input)] as const));
    const { body, imports } = await rewriteModule(code);
    const bundle = {
      name: this.#nextName(),
      code: body,
      files,
      map,
      directory,
      imports,
      file,
      packages,
      testGlobals: presentTestGlobals(),
    };
    return { bundle, inputs };
  }

  #nextName(): string {
    return `${SCRIPT_PREFIX}${this.#count++}`;
  }
}

const OPTIONS = {
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  target: "node24",
  conditions: ["module-sync", "node-addons"], // Node's own, without esbuild's `module`
  define: META_NAMES,
  logLevel: "silent",
} as const satisfies BuildOptions;

/**
 * Without Node's threads for files: to start them takes longer than to ask.
 * @param input a path, which may end in a query
 */
function modified(input: string): number {
  const found = statSync(input, { throwIfNoEntry: false });
  if (found) return found.mtimeMs;
  return input.includes("?") ? modified(input.replace(/\?[^?]*$/, "")) : 0;
}

function isFresh({ inputs }: Built): boolean {
  return inputs.entries().every(([path, time]) => modified(path) === time);
}

function messageText({ text, location }: Message, directory: string): string {
  if (!location) return text;
  const frame = `${location.lineText}\n${" ".repeat(location.column)}${"^".repeat(Math.max(1, location.length))}`;
  const hint = /^Could not resolve "[^./]/.test(text)
    ? ". Containers find installed packages and the `paths` of tsconfig.json; they know no aliases of test runners"
    : "";
  return `${relative(process.cwd(), resolve(directory, location.file))}:${location.line}:${location.column + 1}: ${text}${hint}\n${frame}`;
}
