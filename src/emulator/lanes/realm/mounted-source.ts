import { posix } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";
import { FILE_PREFIX } from "../bundling/bundle.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";

/** What is added to a name that no file has, in this order. */
const ENDINGS = [".ts", ".js", ".mjs", ".cjs", ".mts", ".cts", ".tsx", ".jsx", ".json"];

/** Code in the mounts of a container, for `import()` and `require()`. */
export class MountedSource {
  readonly #mounts: ContainerMounts;
  readonly #app: string;

  /** @param app URL of the app's file: packages are looked up from there */
  constructor(mounts: ContainerMounts, app: string) {
    this.#mounts = mounts;
    this.#app = app;
  }

  /** Whether a file, by path or URL, is in a mount. */
  has(file: string): boolean {
    return file.startsWith("file:") ? this.#mounts.paths.has(new URL(file)) : this.#mounts.paths.has(file);
  }

  /** Where to look for packages that a file names. */
  packagesFor(url: string): string {
    return this.has(url) ? this.#app : url;
  }

  /**
   * The file in a mount that a name means.
   * @param from path or URL of the file that has the name
   * @returns a path; `undefined` if the name is of a package or of something outside of mounts
   * @throws an error of that code, as Node does, if nothing is there
   */
  locate(name: string, from: string, code = "ERR_MODULE_NOT_FOUND"): string | undefined {
    if (!/^(?:\.{0,2}\/|\.{1,2}$|file:)/.test(name)) return undefined;
    const base = from.startsWith("file:") ? fileURLToPath(from) : from;
    const path = name.startsWith("file:")
      ? fileURLToPath(name)
      : posix.resolve(posix.dirname(base), name.replace(/[?#].*$/, ""));
    if (!this.has(path)) return undefined;
    const candidates = [
      path,
      path.replace(/\.([cm]?)js$/, ".$1ts"),
      ...ENDINGS.map((ending) => path + ending),
      ...this.#mainOf(path),
      ...ENDINGS.map((ending) => `${path}/index${ending}`),
    ];
    const found = candidates.find((candidate) => this.#isFile(candidate));
    if (found !== undefined) return found;
    // the host's own disk may have it
    throw Object.assign(new Error(`Cannot find module '${path}' imported from ${base}`), { code });
  }

  read(path: string): string {
    return this.#mounts.tree.find(path, "open").getNode().getString();
  }

  /**
   * Has the bundler take files of mounts from there. @param known URLs of files that the container has evaluated
   * already
   */
  plugin(known: readonly string[]): Plugin {
    return {
      name: "mounted-source",
      setup: (build) => {
        build.onResolve({ filter: /^/ }, async ({ path, importer, kind, resolveDir }) => {
          const from = importer === "" ? posix.join(resolveDir, "entry") : importer;
          const file = kind === "entry-point" ? path : this.locate(path, from);
          if (file !== undefined && this.has(file)) {
            const url = pathToFileURL(file).href;
            return kind !== "entry-point" && known.includes(url)
              ? { path: `${FILE_PREFIX}${url}`, external: true }
              : { path: file, namespace: "file" };
          }
          if (!this.has(from) || /^[./]|^file:|^__modal/.test(path)) return undefined;
          const app = fileURLToPath(this.#app);
          return build.resolve(path, { kind, importer: app, resolveDir: posix.dirname(app) });
        });
        build.onLoad({ filter: /\.json$/, namespace: "file" }, ({ path }) =>
          this.has(path) ? { contents: this.read(path), loader: "json" } : undefined,
        );
      },
    };
  }

  #isFile(path: string): boolean {
    try {
      return this.#mounts.tree.find(path, "stat").getNode().isFile();
    } catch {
      return false;
    }
  }

  #mainOf(directory: string): readonly string[] {
    const description = `${directory}/package.json`;
    if (!this.#isFile(description)) return [];
    const { main } = JSON.parse(this.read(description)) as { main?: string };
    return main === undefined
      ? []
      : [main, `${main}.js`, `${main}/index.js`].map((path) => posix.join(directory, path));
  }
}
