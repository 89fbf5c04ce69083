import { init, parse } from "es-module-lexer";

export interface RewrittenModule {
  /** Body of an asynchronous function with the parameters `modules` and `__import`; returns the module's exports. */
  readonly body: string;
  readonly imports: readonly string[];
}

/**
 * Turns a bundled module into the body of an asynchronous function: imports become reads of `modules`, `import()` becomes
 * `__import()`, exports become the returned object. Lines stay where they are, so that the source map holds.
 */
export async function rewriteModule(code: string): Promise<RewrittenModule> {
  await init;
  const [found, exported] = parse(code);
  const imports: string[] = [];
  let body = "";
  let position = 0;
  for (const { n: specifier, ss: start, se: end, d: dynamic } of found) {
    if (dynamic === -2) continue;
    body += code.slice(position, start);
    if (dynamic >= 0) {
      body += "__import";
      position = start + "import".length;
      continue;
    }
    const statement = code.slice(start, end);
    body += bindings(statement, `modules[${imports.push(specifier ?? "") - 1}]`) + "\n".repeat(statement.split("\n").length - 1);
    position = end;
  }
  body += code.slice(position);
  const members = exported.filter(({ ln }) => ln !== undefined).map(({ n, ln }) => `get ${JSON.stringify(n)}() { return ${ln}; }`);
  return { body: `${body.replace(/\bexport\s*\{[^}]*\};?\s*$/, "")}\nreturn { __proto__: null, ${members.join(", ")} };`, imports };
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
