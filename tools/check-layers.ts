// The rules of the rooms: who may import whom, and where Node, packages, time and chance of the real world may be used.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync, Visitor } from "rolldown/utils";
import { LAYERS, type Room } from "./layers.ts";
import { realWorldUses } from "./real-world-uses.ts";

/** Of a file. */
const MAX_LINES = 300;
const GENERATED = "// Code generated";
/** Files of a page that are no code. */
const PAGE_PARTS = /\.(?:css|html)$|\/tsconfig\.json$/;

interface Import {
  /** `undefined` if only the running code knows. */
  readonly specifier: string | undefined;
  readonly isType: boolean;
  /** Imported when it is called for, not as the module is evaluated. */
  readonly isLazy: boolean;
}

type Program = ReturnType<typeof parseSync>["program"];

function parsed(file: string, source: string): Program {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`);
  return program;
}

/** Functions that load a module by its name. */
const LOADERS = ["require", "getBuiltinModule"];

function importsOf(program: Program): Import[] {
  const found: Import[] = [];
  const add = (specifier: string | undefined, isType: boolean, isLazy = false): void =>
    void found.push({ specifier, isType, isLazy });
  new Visitor({
    // `import { type A }` is one too: what it imports from is evaluated
    ImportDeclaration: ({ source: { value }, importKind }) => add(value, importKind === "type"),
    ExportNamedDeclaration: ({ source: from, exportKind }) => from && add(from.value, exportKind === "type"),
    ExportAllDeclaration: ({ source: { value }, exportKind }) => add(value, exportKind === "type"),
    ImportExpression: ({ source: from }) => add(textOf(from), false, true),
    CallExpression: ({ callee, arguments: [from] }) => {
      const called = callee.type === "MemberExpression" ? callee.property : callee;
      if (from && called.type === "Identifier" && LOADERS.includes(called.name)) add(textOf(from), false, true);
    },
    TSImportEqualsDeclaration: ({ moduleReference, importKind }) =>
      moduleReference.type === "TSExternalModuleReference" &&
      add(moduleReference.expression.value, importKind === "type"),
    TSImportType: ({ source: { value } }) => add(value, true),
  }).visit(program);
  return found;
}

/** A text that is written out. */
function textOf(node: {
  readonly type: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked: string | null } }[];
}): string | undefined {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  return node.type === "TemplateLiteral" && node.quasis?.length === 1
    ? (node.quasis[0]?.value.cooked ?? undefined)
    : undefined;
}

/** The package that a specifier is of. */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

const roomOf = (file: string): string => dirname(file).replace(/^src\/?/, "") || ".";

/**
 * @param files source text by path, such as `src/api/app/app.ts`
 * @returns what is wrong, in words
 */
export function checkLayers(files: ReadonlyMap<string, string>, layers: readonly Room[]): string[] {
  const problems: string[] = [];
  const rows = new Map(layers.map((row) => [row.room, row]));
  const places = new Map(layers.map(({ room }, index) => [room, index]));
  for (const { room, imports = [] } of layers)
    for (const name of imports)
      if ((places.get(name) ?? Infinity) >= (places.get(room) ?? 0))
        problems.push(`layers: ${room} names ${name}, which does not stand before it in the table`);
  const values = new Map<string, string[]>();
  for (const [file, source] of files) {
    const room = roomOf(file);
    const row = rows.get(room);
    if (!row) {
      problems.push(`${file}: the room ${room} has no row in tools/layers.ts`);
      continue;
    }
    const lines = source.split("\n").length - 1;
    if (lines > MAX_LINES && !source.startsWith(GENERATED))
      problems.push(`${file} has ${lines} lines: past ${MAX_LINES}, look for the second concept`);
    const imported: string[] = [];
    values.set(file, imported);
    if (row.browser && PAGE_PARTS.test(file)) continue;
    const [kind] = /\.tsx?$/.exec(file) ?? [];
    if (kind === undefined || (kind === ".tsx" && !row.browser)) problems.push(`${file}: sources are .ts files`);
    if (kind === undefined) continue;
    const program = parsed(file, source);
    for (const { specifier, isType, isLazy } of importsOf(program)) {
      if (specifier === undefined) {
        if (row.node !== "any") problems.push(`${file} imports what is not written out: only with \`node: "any"\``);
      } else if (specifier.startsWith("node:")) {
        if (row.node !== "any" && !row.node?.includes(specifier.slice(5)))
          problems.push(`${file} imports ${specifier}: not in the row of ${room}`);
      } else if (!specifier.startsWith(".")) {
        if (!row.packages?.includes(packageOf(specifier)))
          problems.push(`${file} imports ${specifier}: not in the row of ${room}`);
      } else {
        const plain = join(dirname(file), specifier).replace(/\.js$/, ".ts");
        const target = files.has(plain) ? plain : plain.replace(/\.ts$/, ".tsx");
        if (!isType && !isLazy) imported.push(target);
        const other = roomOf(target);
        if (!files.has(target)) problems.push(`${file} imports ${specifier}: there is no such file`);
        else if (other !== room && !row.imports?.includes(other))
          problems.push(`${file} imports ${target}: ${other} is not in the row of ${room}`);
      }
    }
    const [real] = row.real ? [] : realWorldUses(program);
    if (real) problems.push(`${file} uses ${real}: time and chance come from the world`);
  }
  for (const circle of circles(values)) problems.push(`a circle of imports of values: ${circle.join(" -> ")}`);
  const names = new Map<string, string>();
  for (const file of files.keys()) {
    const name = file.slice(file.lastIndexOf("/") + 1);
    if (names.has(name)) problems.push(`${file} has the name of ${names.get(name)}`);
    names.set(name, file);
  }
  return problems;
}

function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) return void found.push([...path.slice(at), node]);
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

/** Every file of `src`. */
export function sources(): Map<string, string> {
  const root = fileURLToPath(new URL("../", import.meta.url));
  return new Map(globSync("src/**/*.*", { cwd: root }).map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

if (import.meta.main) {
  const problems = checkLayers(sources(), LAYERS);
  for (const problem of problems) console.error(problem);
  console.log(`layers: ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
