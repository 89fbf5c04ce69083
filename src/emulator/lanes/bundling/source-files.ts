import { readFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Loader, OnLoadResult, Plugin, PluginBuild } from "esbuild";
import { splitStars } from "./entry-stars.js";
import { IMPORT, markComputedImports } from "./rewrite-module.js";

const LOADERS: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".jsx": "jsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
};

/** What a file's `import.meta` becomes. */
const META = "__modal_meta";

/** Names the module that hands out the files of a bundle. */
export const FILES = "__modal_files";

/** A function that resolves a name as seen from a file, by URL. */
export const RESOLVE = "__modal_resolve";

/** To be given to the bundler along with {@link sourceFiles}. */
export const META_NAMES: Readonly<Record<string, string>> = {
  "import.meta": META,
  __filename: `${META}.filename`,
  __dirname: `${META}.dirname`,
};

/** A module that exports the whole `import.meta` of a file. */
function wholeMeta(path: string): string {
  const url = JSON.stringify(pathToFileURL(path).href);
  const names = `dirname: ${JSON.stringify(dirname(path))}, filename: ${JSON.stringify(path)}`;
  return `export const ${META} = { __proto__: null, ${names}, main: false, resolve: (specifier) => ${RESOLVE}(specifier, ${url}), url: ${url} };`;
}

/** A file whose names for itself could not be imported: a module of CommonJS. */
function isCommonJs(path: string, source: string): boolean {
  return /\.c[jt]s$/.test(path) || !(/\.m[jt]s$/.test(path) || /^\s*(?:import|export)\b/m.test(source));
}

/**
 * Gives each file of the bundle its own `import.meta`, `__filename` and `__dirname`, and lets computed imports be
 * resolved from it.
 * @param entry path of the file that is bundled
 * @param handedOut paths of files of the bundle that computed imports may ask for
 * @param read reads a file; the bundler itself looks on the disk
 */
export function sourceFiles(
  entry: string,
  handedOut: readonly string[],
  read: (path: string) => string | Promise<string> = (path) => readFile(path, "utf8"),
): Plugin {
  return {
    name: "source-files",
    setup(build: PluginBuild): void {
      build.onResolve({ filter: new RegExp(`^${META}:`) }, ({ path }) => ({
        path: path.slice(META.length + 1),
        namespace: META,
      }));
      build.onLoad({ filter: /^/, namespace: META }, ({ path }) => ({ contents: wholeMeta(path) }));
      build.onResolve({ filter: new RegExp(`^${FILES}$`) }, () => ({ path: FILES, namespace: FILES }));
      build.onLoad({ filter: /^/, namespace: FILES }, () => ({ contents: handOut(handedOut), resolveDir: "/" }));
      build.onLoad(
        { filter: /\.[cm]?[jt]sx?$/, namespace: "file" },
        async ({ path }): Promise<OnLoadResult | undefined> => {
          const text = await read(path);
          const source = path === entry ? await splitStars(text) : text;
          const contents = namesItself(path, await markComputedImports(source, pathToFileURL(path).href));
          return { contents, loader: LOADERS[extname(path)] ?? "js" };
        },
      );
    },
  };
}

/** Adds what the names that a file uses for itself stand for; lines stay where they are. */
function namesItself(path: string, source: string): string {
  const hasMeta = /\bimport\s*\.\s*meta\b/.test(source);
  if (!hasMeta && !/\b__(?:file|dir)name\b/.test(source)) return source;
  if (hasMeta || !isCommonJs(path, source))
    return `${source}\nimport { ${META} } from ${JSON.stringify(`${META}:${path}`)};`;
  return `var ${META} = { filename: ${JSON.stringify(path)}, dirname: ${JSON.stringify(dirname(path))} }; ${source.replace(/^#!/, "//")}`;
}

/** The module that a bundle evaluates first. */
function handOut(paths: readonly string[]): string {
  return `${IMPORT}.files({ ${paths.map((path) => `${JSON.stringify(pathToFileURL(path).href)}: () => import(${JSON.stringify(path)})`).join(", ")} });`;
}
