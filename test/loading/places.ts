import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const project = join(root, "test/loading/project");
const directory = join(root, ".snippets/loading");

const TSX = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
const LIMIT_MS = 60_000;

export const KINDS = ["realm", "threads: 0", 'isolation: "thread"', "bundle: true", 'isolation: "inline"'] as const;
export const POOLS = ["forks", "threads", "vmThreads", "vmForks"] as const;

/** By feature and kind of container: `yes`, or what went wrong. */
export type Verdicts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The files of `project` that each use one feature. */
export const FEATURES = ["features", "legacy"].flatMap((folder) =>
  readdirSync(join(project, folder))
    .filter((name) => /\.[cm]?ts$/.test(name))
    .map((name) => `${folder}/${name}`),
);

/** Lays the project out as if its packages were installed: two in `node_modules`, and two linked to it, as in a monorepo. */
export function layOut(): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(directory, "workspace/shapes/node_modules/@acme"), { recursive: true });
  cpSync(project, directory, { recursive: true });
  cpSync(join(project, "packages"), join(directory, "node_modules"), { recursive: true });
  mkdirSync(join(directory, "node_modules/@acme"));
  const link = (target: string, path: string): void =>
    symlinkSync(join(directory, target), join(directory, path), "junction");
  link("../..", "node_modules/modal-emulator");
  link("workspace/shapes", "node_modules/@acme/shapes");
  link("workspace/units", "workspace/shapes/node_modules/@acme/units");
  symlinkSync("shared.ts", join(directory, "parts/linked.ts"));
  cpSync(join(project, "own-app.globals.ts"), join(directory, "own-app-again.globals.ts")); // without isolation, files share what they load
  writeFileSync(join(directory, "every.ts"), everyFeature());
}

/** An app whose entrypoint runs all others, for `modal-emulator run`. */
function everyFeature(): string {
  const imports = FEATURES.map((file, index) => `import * as f${index} from ${JSON.stringify(`./${file}`)};`);
  const members = FEATURES.map((file, index) => `${JSON.stringify(file)}: f${index}`);
  return `
    import { isDeepStrictEqual } from "node:util";
    import { App } from "modal-emulator";
    ${imports.join("\n")}
    const app = new App("every");
    app.localEntrypoint(async function main() {
      const verdicts = {};
      for (const [file, module] of Object.entries({ ${members.join(", ")} })) {
        const { app, probe, expected } = module.default ?? module;
        const result = await app.run(() => probe.remote());
        verdicts[file] = { realm: isDeepStrictEqual(result, expected) ? "yes" : \`unexpected \${JSON.stringify(result)}\` };
      }
      console.log(JSON.stringify(verdicts));
    });
  `;
}

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs Node in the project, without what this test run has set in the environment. */
export async function node(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_|FORCE_COLOR$|MODAL_EMULATOR_)/.test(name)),
  );
  const options = { cwd: directory, env: { ...env, NO_COLOR: "1", ...more }, timeout: LIMIT_MS };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    return {
      code: typeof code === "number" ? code : -1,
      output: stripVTControlCharacters(`${stdout ?? ""}${stderr ?? String(error)}`),
    };
  }
}

/** Runs tsx; `--test` is Node's own. */
export function tsx(args: readonly string[], more?: Readonly<Record<string, string>>): Promise<Ended> {
  return node(["--import", TSX, ...args], more);
}

export function vitest(args: readonly string[]): Promise<Ended> {
  return node([join(root, "node_modules/vitest/vitest.mjs"), "run", ...args]);
}

export function command(args: readonly string[]): Promise<Ended> {
  return node([join(root, "dist/cli/bin.js"), ...args]);
}

/** What was written down at a place. */
export function verdictsOf(place: string): Verdicts {
  return JSON.parse(readFileSync(join(directory, `verdicts/${place}.json`), "utf8")) as Verdicts;
}
