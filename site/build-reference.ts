import { rmSync } from "node:fs";
import {
  Application,
  Comment,
  type DeclarationReflection,
  Logger,
  LogLevel,
  type ProjectReflection,
  ReflectionKind,
  type TypeDocOptions,
} from "typedoc";
import { MarkdownPageEvent } from "typedoc-plugin-markdown";
import { ROOT } from "./pages.ts";
import { MODULES } from "./reference-modules.ts";
import { referenceText } from "./reference-text.ts";

const OPTIONS: TypeDocOptions & Readonly<Record<string, unknown>> = {
  name: "API",
  entryPoints: MODULES.map(({ source }) => ROOT + source),
  tsconfig: `${ROOT}tsconfig.json`,
  plugin: ["typedoc-plugin-markdown"],
  readme: "none",
  skipErrorChecking: true, // that the sources check is seen to elsewhere, by the compiler that makes the package
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: false },
  logLevel: "None",
  entryFileName: "index.md",
  pageTitleTemplates: {
    index: "API",
    member: ({ rawName }: { rawName: string }) => rawName.replace(/<.*/, ""),
    module: ({ name }: { name: string }) => name,
  },
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: false, // so that types in declarations are links
  sanitizeComments: true,
  parametersFormat: "table",
  indexFormat: "table",
};

/**
 * Writes the reference, a page for each public name, out of the doc comments of `src`.
 * @param out folder that it is written to; what was there before goes
 * @returns what is wrong with comments: links that lead nowhere, tags of parameters that do not exist, names without a summary
 */
export async function buildReference(out: string): Promise<string[]> {
  rmSync(out, { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins({ ...OPTIONS, outputs: [{ name: "markdown", path: out }] });
  const logger = new Collected();
  app.logger = logger;
  const project = await app.convert();
  if (project === undefined) return [...logger.said, "The sources could not be read."];
  nameModules(project);
  app.validate(project);
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = referenceText(page.contents ?? "", page.filename);
  });
  await app.generateOutputs(project);
  return [...logger.said, ...withoutSummary(project).map((name) => `${name} has no summary.`)];
}

/** Keeps what TypeDoc warns of. */
class Collected extends Logger {
  readonly said: string[] = [];

  protected override addContext(message: string, level: LogLevel, ..._where: unknown[]): string {
    if (level >= LogLevel.Warn) this.said.push(message);
    return message;
  }
}

/** Modules are called by what is imported, and stand in their own order. */
function nameModules(project: ProjectReflection): void {
  const modules = project.children ?? [];
  for (const module of modules) {
    const known = MODULES.find(({ source }) => source.replace(/^src\/|(?:\/index)?\.ts$/g, "") === module.name);
    if (known === undefined) throw new Error(`There is no module for ${module.name}.`);
    module.name = known.name;
    module.comment = new Comment([{ kind: "text", text: known.summary }]);
  }
  for (const list of [modules, ...(project.groups ?? []).map(({ children }) => children)])
    list.sort((one, other) => placeOf(one) - placeOf(other));
}

function placeOf({ name }: { readonly name: string }): number {
  return MODULES.findIndex((each) => each.name === name);
}

function withoutSummary(project: ProjectReflection): string[] {
  const modules = project.children ?? [];
  const spaces = modules
    .flatMap(({ children = [] }) => children)
    .filter((each) => each.kindOf(ReflectionKind.Namespace));
  return [...modules, ...spaces]
    .flatMap(({ children = [] }) => children)
    .filter((each) => !each.isReference() && !hasSummary(each))
    .map((each) => each.getFullName());
}

function hasSummary(name: DeclarationReflection): boolean {
  return [name, ...(name.signatures ?? [])].some(({ comment }) => comment?.hasVisibleComponent());
}
