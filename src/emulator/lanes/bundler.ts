import { readFile, stat } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, extname, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildFailure, BuildOptions, Loader, Message, Plugin, PluginBuild } from "esbuild";
import { InvalidError } from "../../api/errors.js";
import { SCRIPT_PREFIX, type Bundle } from "./bundle.js";
import { isInert } from "./inert-modules.js";
import { rewriteModule } from "./rewrite-module.js";

/** Which packages are evaluated in each container instead of once per lane. */
export type BundledPackages = boolean | readonly string[];

interface Built {
  readonly bundle: Bundle;
  /** Modification times of the files that went in. */
  readonly inputs: ReadonlyMap<string, number>;
}

/** Bundles users' modules with esbuild, each once until one of its files changes. */
export class Bundler {
  readonly #built = new Map<string, Promise<Built>>();
  #count = 0;

  /** @throws InvalidError with file, line and code frame if a module does not exist or cannot be parsed */
  async bundle(file: string, packages: BundledPackages): Promise<Bundle> {
    const key = `${file} ${JSON.stringify(packages)}`;
    const existing = await this.#built.get(key)?.catch(() => undefined);
    if (existing && (await isFresh(existing))) return existing.bundle;
    const building = this.#build(file, packages);
    this.#built.set(key, building);
    return (await building).bundle;
  }

  async #build(file: string, packages: BundledPackages): Promise<Built> {
    const path = fileURLToPath(file);
    const directory = dirname(path);
    const isFile = await stat(path).then((found) => found.isFile(), () => false);
    if (!isFile) throw new InvalidError(`${relative(process.cwd(), path)} cannot be loaded: there is no such file.`);
    const esbuild = await import("esbuild");
    const options: BuildOptions & { metafile: true; write: false } = {
      entryPoints: [path],
      absWorkingDir: directory,
      outdir: directory,
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "node",
      target: "node24",
      keepNames: true,
      sourcemap: "external",
      logLevel: "silent",
      plugins: [externals(packages), importMeta(esbuild.transform)],
    };
    const result = await esbuild.build(options).catch((failure: BuildFailure) => {
      throw new InvalidError(`${relative(process.cwd(), path)} cannot be loaded:\n${failure.errors.map(describe).join("\n")}`);
    });
    const [map, code] = ["map", "js"].map((kind) => result.outputFiles.find((output) => output.path.endsWith(`.${kind}`))?.text ?? "");
    const inputs = new Map<string, number>();
    for (const input of Object.keys(result.metafile.inputs)) {
      const full = fileURLToPath(new URL(input, pathToFileURL(`${directory}/`)));
      inputs.set(full, await modified(full));
    }
    const { body, imports } = await rewriteModule(code ?? "");
    return { bundle: { name: `${SCRIPT_PREFIX}${++this.#count}`, code: body, map: map ?? "", directory, imports, file }, inputs };
  }
}

async function modified(path: string): Promise<number> {
  return stat(path).then(({ mtimeMs }) => mtimeMs, () => 0);
}

async function isFresh({ inputs }: Built): Promise<boolean> {
  const times = await Promise.all([...inputs].map(async ([path, time]) => (await modified(path)) === time));
  return times.every(Boolean);
}

function describe({ text, location }: Message): string {
  if (!location) return text;
  const frame = `${location.lineText}\n${" ".repeat(location.column)}${"^".repeat(Math.max(1, location.length))}`;
  return `${location.file}:${location.line}:${location.column + 1}: ${text}\n${frame}`;
}

const RESOLVING = Symbol("resolving");

/** Packages that draw chance ahead into a pool of their own: shared by containers, they would mix what each of them draws. */
const POOLING = ["nanoid", "uuid"];

/** Packages and built-in modules stay outside of the bundle; packages are resolved here, where the importing file is known. */
function externals(packages: BundledPackages): Plugin {
  const isBundled = (name: string): boolean => packages === true || [...POOLING, ...(packages || [])].some((listed) => name === listed || name.startsWith(`${listed}/`));
  return {
    name: "externals",
    setup(build: PluginBuild): void {
      build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === RESOLVING || kind === "entry-point" || isRelativeOnWindows(path)) return undefined;
        if (isBuiltin(path)) return { path: path.startsWith("node:") ? path : `node:${path}`, external: true };
        if (path === "modal-emulator" || isInert(path) || path.startsWith("data:") || path.startsWith("file:")) return { path, external: true };
        const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVING });
        if (found.errors.length > 0) return kind === "dynamic-import" ? { path, external: true } : { errors: found.errors };
        if (!/[\\/]node_modules[\\/]/.test(found.path) || isBundled(path)) return { path: found.path, namespace: found.namespace, sideEffects: found.sideEffects };
        return { path: kind.startsWith("require") ? found.path : pathToFileURL(found.path).href, external: true };
      });
    },
  };
}

function isRelativeOnWindows(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path);
}

const LOADERS: Readonly<Record<string, Loader>> = { ".ts": "ts", ".mts": "ts", ".cts": "ts", ".tsx": "tsx", ".jsx": "jsx", ".js": "js", ".mjs": "js", ".cjs": "js" };

/** What a file finds of `import.meta` beside its usual parts; also the name of the module that has it. */
const META = "__modal_meta";

/** A module that exports the whole `import.meta` of a file. */
function wholeMeta(path: string): string {
  return `
    import { createRequire, isBuiltin } from "node:module";
    import { pathToFileURL } from "node:url";
    const filename = ${JSON.stringify(path)};
    const url = pathToFileURL(filename).href;
    const isUrl = (specifier) => /^(?:[./]|[a-z][a-z\\d+.-]+:)/i.test(specifier);
    const find = (specifier) => (isBuiltin(specifier) ? \`node:\${specifier}\` : pathToFileURL(createRequire(url).resolve(specifier)).href);
    const resolve = (specifier) => (isUrl(specifier) ? new URL(specifier, url).href : find(specifier));
    export const ${META} = { __proto__: null, dirname: ${JSON.stringify(dirname(path))}, filename, main: false, resolve, url };
  `;
}

/** Gives each file of the bundle its own `import.meta`. */
function importMeta(transform: typeof import("esbuild").transform): Plugin {
  return {
    name: "import-meta",
    setup(build: PluginBuild): void {
      build.onResolve({ filter: new RegExp(`^${META}:`) }, ({ path }) => ({ path: path.slice(META.length + 1), namespace: META }));
      build.onLoad({ filter: /^/, namespace: META }, ({ path }) => ({ contents: wholeMeta(path), resolveDir: dirname(path) }));
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: "file" }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        const loader = LOADERS[extname(path)] ?? "js";
        if (!source.includes("import.meta")) return undefined;
        const url = pathToFileURL(path).href;
        const { code } = await transform(source, {
          loader,
          sourcefile: path,
          sourcemap: "inline",
          format: "esm",
          keepNames: true, // a function that is named as its handle would be renamed otherwise
          define: {
            "import.meta.url": JSON.stringify(url),
            "import.meta.filename": JSON.stringify(path),
            "import.meta.dirname": JSON.stringify(dirname(path)),
            "import.meta.main": "false",
            "import.meta": META,
          },
        });
        const whole = code.includes(META) ? `\nimport { ${META} } from ${JSON.stringify(`${META}:${path}`)};\n` : "";
        return { contents: code + whole, loader: loader === "tsx" || loader === "jsx" ? "jsx" : "js" };
      });
    },
  };
}
