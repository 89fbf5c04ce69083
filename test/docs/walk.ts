import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Page } from "./page.ts";

/** The port of `serve`, as pages show it. */
const SHOWN_PORT = "8000";

/** What a command is to print: `…` stands for what differs from run to run, on a line of its own for any lines. */
function patternOf(shown: string): string {
  return shown
    .split("\n")
    .map((line) =>
      line === "…"
        ? "[^]*?"
        : line
            .split(/… */)
            .map((text) => RegExp.escape(text))
            .join("[^\\n]*?"),
    )
    .join("\\n");
}

/** Where a walk goes. */
export interface WalkPlace {
  /** A project in which the package is installed. */
  readonly folder: URL;
  /** What `npx` starts, by name: a script each. */
  readonly programs: Readonly<Record<string, string>>;
  /** What starts them. */
  readonly node: string;
}

/** Does what a page shows, one thing after the other. */
export class Walk implements AsyncDisposable {
  readonly #folder: URL;
  /** First on the path. */
  readonly #bin: URL;
  readonly #node: string;
  readonly #port: string;
  /** `serve`, while it goes on. */
  #server: { readonly process: ChildProcess; readonly since: () => string } | undefined;

  private constructor({ folder, node }: WalkPlace, port: string) {
    this.#folder = folder;
    this.#bin = new URL("node_modules/.walk/", folder);
    this.#node = node;
    this.#port = port;
  }

  static async begin(place: WalkPlace): Promise<Walk> {
    const walk = new Walk(place, await freePort());
    mkdirSync(walk.#bin, { recursive: true });
    for (const [name, script] of Object.entries(place.programs)) walk.#program(name, script);
    for (const name of ["npx", "curl"]) walk.#program(name, fileURLToPath(new URL(`${name}.mjs`, import.meta.url)));
    return walk;
  }

  write(file: string, text: string): void {
    writeFileSync(new URL(file, this.#folder), text);
  }

  /** Types what a `console` block shows. @throws Error if it prints something else than is shown */
  async type(block: string): Promise<void> {
    for (const part of block.trimEnd().split(/^(?=\$ |\^C$)/m)) {
      const [typed = "", ...lines] = part.replaceAll(SHOWN_PORT, this.#port).trimEnd().split("\n");
      const shown = lines.join("\n");
      if (typed === "^C") await this.#endServer(shown);
      else if (/^\$ npx modal-emulator serve\b/.test(typed)) await this.#serve(typed.slice(2), shown);
      else if (typed.startsWith("$ ")) await this.#run(typed.slice(2), shown);
      else throw new Error(`A console block begins with "$ " or "^C", not with ${JSON.stringify(typed)}.`);
    }
  }

  /** Writes the files of a page and types what it shows, from its top to its end. @throws Error which names the line that is not true */
  async follow({ path, blocks }: Page): Promise<void> {
    for (const { language, file, text, line } of blocks) {
      if (language !== "console" && file !== undefined) this.write(file, text);
      else if (language === "console")
        await this.type(text).catch((error: unknown) => {
          throw new Error(`${path}:${line}: ${String(error)}`, { cause: error });
        });
    }
  }

  async #run(command: string, shown: string): Promise<void> {
    const child = this.#start(command);
    const heard = collect(child);
    await once(child, "close");
    check(command, shown, heard().trimEnd());
  }

  async #serve(command: string, shown: string): Promise<void> {
    const process = this.#start(`exec ${command.replace(/^npx /, "")} --port ${this.#port}`);
    const heard = collect(process);
    const pattern = new RegExp(`^${patternOf(shown)}\n`);
    const over = new Promise<never>((_, reject) =>
      process.once("close", () => reject(new Error(`${command} ended:\n${heard()}`))),
    );
    over.catch(() => undefined);
    this.#server = { process, since: () => heard().replace(pattern, "") };
    while (!pattern.test(heard())) await Promise.race([once(process.stderr ?? process, "data"), over]);
  }

  async #endServer(shown: string): Promise<void> {
    const server = this.#server;
    if (server === undefined) throw new Error("Nothing is served that Ctrl-C would end.");
    this.#server = undefined;
    server.process.kill("SIGINT");
    await once(server.process, "close");
    check("serve", shown, server.since().trimEnd());
  }

  /** As a user would, without what this test run has set in the environment. */
  #start(command: string): ChildProcess {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_ENV$|FORCE_COLOR$|MODAL_)/.test(name)),
    );
    const path = `${fileURLToPath(this.#bin)}:${env["PATH"] ?? ""}`;
    return spawn("sh", ["-c", command], {
      cwd: this.#folder,
      env: { ...env, PATH: path, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  #program(name: string, script: string): void {
    writeFileSync(new URL(name, this.#bin), `#!/bin/sh\nexec "${this.#node}" "${script}" "$@"\n`, { mode: 0o755 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = this.#server?.process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGINT");
    await once(server, "close");
  }
}

/** Both outputs, as a terminal shows them. */
function collect(child: ChildProcess): () => string {
  let text = "";
  for (const output of [child.stdout, child.stderr])
    output?.setEncoding("utf8").on("data", (piece: string) => void (text += piece));
  return () => text;
}

function check(command: string, shown: string, printed: string): void {
  if (!new RegExp(`^${patternOf(shown)}$`).test(printed))
    throw new Error(`${command}\nshown:\n${shown}\nprinted:\n${printed}`);
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return String(port);
}
