import { init, parse } from "es-module-lexer";
import type { BundleImport } from "./bundle.js";

/** What a rewritten module calls the list of what it imports, and `import()`. */
export const MODULES = "__modal_modules";
export const IMPORT = "__modal_import";
const DEFAULT = "__modal_default";
/** The bundler's helper of `export *`: it cannot copy what an inert module has. */
const REEXPORT = /^(var __reExport\d* = )\(target, mod, secondTarget\) => .*$/m;

export interface RewrittenModule {
  /**
   * Body of an asynchronous function with the parameters {@link MODULES} and {@link IMPORT}; returns the module's
   * exports.
   */
  readonly body: string;
  readonly imports: readonly BundleImport[];
}

/**
 * Turns a bundled module into the body of an asynchronous function: imports become reads of {@link MODULES}, before
 * anything else, `import()` becomes a call of {@link IMPORT}, exports become the returned object. Lines stay where they
 * are, so that the source map holds.
 */
export async function rewriteModule(code: string): Promise<RewrittenModule> {
  await init();
  const [found, exported] = parse(code);
  const imports: BundleImport[] = [];
  let reads = "";
  let body = "";
  let position = 0;
  const sources: string[] = [];
  for (const [index, part] of found.entries()) {
    if (part.type === "import-meta") continue;
    body += code.slice(position, part.importStart);
    if (part.type === "dynamic") {
      body += IMPORT;
      position = part.importStart + "import".length;
      continue;
    }
    const statement = code.slice(part.importStart, part.importEnd);
    const source = (sources[index] = `${MODULES}[${imports.length}]`);
    const { declarations, names } = bindings(statement, source);
    imports.push({ specifier: part.specifier, names });
    reads += declarations;
    body += "\n".repeat(statement.split("\n").length - 1);
    position = part.importEnd;
  }
  const members: string[] = [];
  let end = code.length; // the bundler writes one statement of exports, at the end
  for (const member of exported) {
    if (member.type === "reexport-all") continue; // of a package: nothing that a container is asked for
    const isDirect = member.type === "direct";
    const value = isDirect
      ? (member.localName ?? DEFAULT)
      : `${sources[member.importIndex]}${member.importName === null ? "" : `[${JSON.stringify(member.importName)}]`}`;
    members.push(`get ${JSON.stringify(member.name)}() { return ${value}; }`);
    end = member.exportStart;
  }
  const whole = /^export default ([\s\S]*)$/m.exec(code.slice(end))?.[1]; // of a module of CommonJS
  const ending = whole === undefined ? "" : `const ${DEFAULT} = ${whole}`;
  return {
    body: `${reads}${body.replace(REEXPORT, `$1${IMPORT}.reexport;`)}${code.slice(position, end)}${ending}\nreturn { __proto__: null, ${members.join(", ")} };`,
    imports,
  };
}

/** Turns every `import()` of an expression into a call of {@link IMPORT}. */
export async function rewriteExpression(code: string): Promise<string> {
  return replaceImports(code, () => IMPORT);
}

/**
 * Turns every `import()` whose argument is no literal into a call of `IMPORT.from(url)`: what it means depends on the
 * file it stands in, and is decided when it runs. @returns the source as it is if the lexer cannot read it
 */
export async function markComputedImports(source: string, url: string): Promise<string> {
  if (!/\bimport\s*\(/.test(source)) return source;
  try {
    return await replaceImports(source, ({ glob, specifier }) =>
      glob || specifier === undefined ? `${IMPORT}.from(${JSON.stringify(url)})` : undefined,
    );
  } catch {
    return source; // the bundler says what is wrong with it
  }
}

interface DynamicImport {
  readonly glob: boolean;
  readonly specifier: string | undefined;
}

async function replaceImports(code: string, replacement: (part: DynamicImport) => string | undefined): Promise<string> {
  await init();
  const [found] = parse(code);
  let text = code;
  for (const part of found.toReversed()) {
    const callee = part.type === "dynamic" ? replacement(part) : undefined;
    if (callee !== undefined)
      text = `${text.slice(0, part.importStart)}${callee}${text.slice(part.importStart + "import".length)}`;
  }
  return text;
}

interface Bindings {
  readonly declarations: string;
  readonly names: readonly string[];
}

/** `import a, { b as c } from "x"` as declarations that read `source`. */
function bindings(statement: string, source: string): Bindings {
  const clause = /^import\s*([\s\S]*?)\s*from\s*["']/.exec(statement)?.[1];
  if (!clause) return { declarations: "", names: [] };
  const namespace = /\*\s*as\s+([^\s,{]+)/.exec(clause)?.[1];
  const named = /\{([\s\S]*)\}/
    .exec(clause)?.[1]
    ?.replace(/\s+as\s+/g, ": ")
    .replace(/\s*\n\s*/g, " ");
  const defaulted = /^([^\s,{*]+)/.exec(clause)?.[1];
  const declared = [defaulted && `{ default: ${defaulted} }`, namespace, named && `{${named}}`].filter(
    (pattern) => pattern !== undefined && pattern !== "",
  );
  const names = (named ?? "")
    .split(",")
    .map((binding) => binding.split(":")[0]?.trim() ?? "")
    .filter((name) => /^[\w$]+$/.test(name));
  return { declarations: declared.map((pattern) => `const ${pattern} = ${source};`).join(" "), names };
}
