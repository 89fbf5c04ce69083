import { dirname } from "node:path";
import type { Plugin, PluginBuild } from "esbuild";
import { init, parse } from "es-module-lexer";

const STAR = "__modal_star";
const WITH_STARS = /\bexport\s*\*\s*from\b/;

/**
 * `export *` of an entry by modules in between: the bundler leaves out of the entry, where other files import it, what
 * is exported from outside. @returns the source as it is if there is nothing to do, or if the lexer cannot read it
 */
export async function splitStars(source: string): Promise<string> {
  if (!WITH_STARS.test(source)) return source;
  await init();
  try {
    let text = source;
    for (const part of parse(source)[0].toReversed()) {
      if (part.type !== "reexport-star" || part.typeOnly || part.attributes) continue;
      const statement = source.slice(part.importStart, part.importEnd);
      if (WITH_STARS.test(statement)) text = `${text.slice(0, part.start)}${STAR}:${text.slice(part.start)}`;
    }
    return text;
  } catch {
    return source; // the bundler says what is wrong with it
  }
}

/** Finds what {@link splitStars} has put in between. */
export const entryStars: Plugin = {
  name: "entry-stars",
  setup(build: PluginBuild): void {
    build.onResolve({ filter: new RegExp(`^${STAR}:`) }, ({ path, importer }) => ({
      path: importer, // what it names is looked for from there
      namespace: STAR,
      suffix: `?${encodeURIComponent(path.slice(STAR.length + 1))}`,
      pluginData: path.slice(STAR.length + 1),
    }));
    build.onLoad({ filter: /^/, namespace: STAR }, ({ path, pluginData }) => ({
      contents: `export * from ${JSON.stringify(pluginData)};`,
      resolveDir: dirname(path),
    }));
  },
};
