import { init, parse } from "es-module-lexer";

/** What a rewritten module calls the list of what it imports, and `import()`. */
export const MODULES = "__modal_modules";
export const IMPORT = "__modal_import";

export interface RewrittenModule {
  /** Body of an asynchronous function with the parameters {@link MODULES} and {@link IMPORT}; returns the module's exports. */
  readonly body: string;
  readonly imports: readonly string[];
}

/**
 * Turns a bundled module into the body of an asynchronous function: imports become reads of {@link MODULES}, `import()` becomes
 * a call of {@link IMPORT}, exports become the returned object. Lines stay where they are, so that the source map holds.
 */
export async function rewriteModule(code: string): Promise<RewrittenModule> {
  await init();
  const [found, exported] = parse(code);
  const imports: string[] = [];
  let body = "";
  let position = 0;
  for (const part of found) {
    if (part.type === "import-meta") continue;
    body += code.slice(position, part.importStart);
    if (part.type === "dynamic") {
      body += IMPORT;
      position = part.importStart + "import".length;
      continue;
    }
    const statement = code.slice(part.importStart, part.importEnd);
    body += bindings(statement, `${MODULES}[${imports.push(part.specifier) - 1}]`) + "\n".repeat(statement.split("\n").length - 1);
    position = part.importEnd;
  }
  const members: string[] = [];
  let end = code.length; // the bundler writes one statement of exports, at the end
  for (const member of exported) {
    if (member.type !== "direct") continue;
    members.push(`get ${JSON.stringify(member.name)}() { return ${member.localName ?? "undefined"}; }`);
    end = member.exportStart;
  }
  return { body: `${body}${code.slice(position, end)}\nreturn { __proto__: null, ${members.join(", ")} };`, imports };
}

/** Turns every `import()` of an expression into a call of {@link IMPORT}. */
export async function rewriteExpression(code: string): Promise<string> {
  await init();
  const [found] = parse(code);
  return found
    .filter(({ type }) => type === "dynamic")
    .toReversed()
    .reduce((text, { importStart }) => `${text.slice(0, importStart)}${IMPORT}${text.slice(importStart + "import".length)}`, code);
}

/** `import a, { b as c } from "x"` as declarations that read `source`. */
function bindings(statement: string, source: string): string {
  const clause = /^import\s*([\s\S]*?)\s*from\s*["']/.exec(statement)?.[1];
  if (!clause) return "";
  const namespace = /\*\s*as\s+([^\s,{]+)/.exec(clause)?.[1];
  const named = /\{([\s\S]*)\}/.exec(clause)?.[1]?.replace(/\s+as\s+/g, ": ").replace(/\s*\n\s*/g, " ");
  const defaulted = /^([^\s,{*]+)/.exec(clause)?.[1];
  const declared = [defaulted && `{ default: ${defaulted} }`, namespace, named && `{${named}}`].filter((pattern) => pattern !== undefined && pattern !== "");
  return declared.map((pattern) => `const ${pattern} = ${source};`).join(" ");
}
