import { isBuiltin } from "node:module";
import { pathToFileURL } from "node:url";
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { FILE_PREFIX, type BundledPackages } from "./bundle.js";
import { isInert } from "./inert-module.js";

const RESOLVING = Symbol("resolving");

/**
 * Packages that draw chance ahead into a pool of their own: shared by containers, they would mix what each of them
 * draws.
 */
const POOLING = ["nanoid", "uuid"];

const IN_PACKAGE = /[\\/]node_modules[\\/]/;

/**
 * Packages, native addons and built-in modules stay outside of the bundle; packages are resolved here, where the
 * importing file is known. What is linked into `node_modules` from elsewhere, as in a monorepo, is the user's own code.
 * @param known URLs of files that the container has evaluated already, in another bundle
 */
export function externalPackages(packages: BundledPackages, known: readonly string[] = []): Plugin {
  const isBundled = (name: string): boolean =>
    packages === true ||
    [...POOLING, ...(packages || [])].some((listed) => name === listed || name.startsWith(`${listed}/`));
  return {
    name: "external-packages",
    setup(build: PluginBuild): void {
      const resolve = ({ path, kind, importer, resolveDir, with: attributes }: OnResolveArgs) =>
        build.resolve(path, { kind, importer, resolveDir, with: attributes, pluginData: RESOLVING });

      build.onResolve({ filter: /^[^./]/ }, async (args): Promise<OnResolveResult | undefined> => {
        const { path, kind, pluginData } = args;
        if (pluginData === RESOLVING || kind === "entry-point" || isRelativeOnWindows(path)) return undefined;
        if (isBuiltin(path)) return { path: path.startsWith("node:") ? path : `node:${path}`, external: true };
        if (path === "modal-emulator" || isInert(path) || path.startsWith("data:") || path.startsWith("file:"))
          return { path, external: true };
        const found = await resolve(args);
        if (found.errors.length > 0)
          return kind === "dynamic-import" ? { path, external: true } : { errors: found.errors };
        if (IN_PACKAGE.test(found.path) && !isBundled(path))
          return { path: kind.startsWith("require") ? found.path : pathToFileURL(found.path).href, external: true };
        const url = pathToFileURL(found.path).href;
        if (known.includes(url)) return { path: `${FILE_PREFIX}${url}`, external: true };
        return { path: found.path, namespace: found.namespace, suffix: found.suffix, sideEffects: found.sideEffects };
      });

      build.onResolve({ filter: /\.node$/ }, async (args) => {
        if (args.pluginData === RESOLVING) return undefined;
        const found = await resolve(args);
        return found.errors.length > 0 ? undefined : { path: found.path, external: true };
      });

      if (known.length === 0) return;
      build.onResolve({ filter: /^[./]/ }, async (args) => {
        if (args.pluginData === RESOLVING || args.kind === "entry-point") return undefined;
        const found = await resolve(args);
        const url = found.errors.length > 0 ? "" : pathToFileURL(found.path).href;
        return known.includes(url) ? { path: `${FILE_PREFIX}${url}`, external: true } : undefined;
      });
    },
  };
}

/**
 * Absolute paths in code are left to the container that runs it: there they may be in a mount. What is required, and is
 * here, is bundled all the same.
 */
export const absolutePaths: Plugin = {
  name: "absolute-paths",
  setup(build: PluginBuild): void {
    build.onResolve({ filter: /^\//, namespace: "file" }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === RESOLVING || (kind !== "dynamic-import" && kind !== "require-call")) return undefined;
      if (kind === "dynamic-import") return { path, external: true };
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVING });
      return found.errors.length > 0 ? { path, external: true } : undefined;
    });
  },
};

/** Whether a file belongs to a package, whose modules are evaluated once per lane. */
export function isPackageFile(path: string): boolean {
  return IN_PACKAGE.test(path);
}

function isRelativeOnWindows(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path);
}
