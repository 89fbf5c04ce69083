import { withoutSession } from "../../../api/session/session.js";
import type { NetworkPolicy } from "../../../contract/sandbox-definition.js";
import type { OutboundHeaders, SandboxSpec } from "../../kernel/sandbox-protocol.js";
import { loadTools, tool, TOOL_NAMES } from "../commands/tools.js";
import type { Program } from "../processes/process.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { PYTHON_NAMES, PythonPrograms } from "../python/python-programs.js";
import { loadForAll } from "../routing/route-modules.js";
import type { RunningContainer } from "../routing/running-container.js";
import { loadParser } from "../shell/parsing/script-parser.js";
import { shellProgram } from "../shell/shell-program.js";
import { diskHandles } from "./disk-handles.js";
import { isAllowed, withOutboundHeaders } from "./network-gate.js";
import { RelayedPrograms } from "./relayed-programs.js";
import { systemFs } from "./system-fs.js";

type ToolName = (typeof TOOL_NAMES)[number];

/** Commands of just-bash whose code loads more of it as they run: time stands still for them. */
const LOADING: ReadonlySet<string> = new Set(["sqlite3", "tar", "xan"] satisfies ToolName[]);

/** Programs that are shells. */
const SHELLS: readonly string[] = ["bash", "sh"];

/** Names that folders of programs list besides those of the machine by itself. */
export const PROGRAM_NAMES: readonly string[] = [...SHELLS, ...PYTHON_NAMES];

/** Whether this thread has what shells read scripts with. */
let isParserLoaded = false;

let isMissingTold = false;

/** Tells the test, once, since not every one looks at what commands write to stderr. */
function tellMissing(): void {
  if (isMissingTold) return;
  isMissingTold = true;
  withoutSession(() =>
    process.emitWarning(
      "A sandbox in memory runs a shell or a command that needs the package just-bash, which is not installed: npm install --save-dev just-bash",
    ),
  );
}

/** Commands whose code this thread has. */
const loaded = new Set<string>();

/** What programs of a sandbox there are besides those of a machine in memory by itself. */
export class MemoryPrograms {
  readonly relayed: RelayedPrograms;
  readonly #container: RunningContainer;
  readonly #python: PythonPrograms;
  /** What requests get on their way out. */
  outbound: readonly OutboundHeaders[];
  #network: NetworkPolicy;

  constructor(
    container: RunningContainer,
    mounts: ContainerMounts,
    { added, network, outbound }: Pick<SandboxSpec, "added" | "network" | "outbound">,
  ) {
    this.outbound = outbound;
    this.#container = container;
    this.#network = network;
    this.relayed = new RelayedPrograms(container, added);
    const fs = systemFs(mounts);
    this.#python = new PythonPrograms({
      disk: diskHandles(mounts),
      has: (path) => fs.stat(path) !== undefined,
      fetch: (request) => this.fetch(request),
      io: (what, body) => container.io(what, body),
      onEnd: (ended) => mounts.onClose(ended),
    });
  }

  /** It may talk to others from now on; what is left out stays as it is. */
  limit(network: NetworkPolicy): void {
    this.#network = { ...this.#network, ...network };
  }

  /** @throws TypeError for whom it may not talk to */
  async fetch(request: Request): Promise<Response> {
    const { hostname } = new URL(request.url);
    if (!isAllowed(hostname, this.#network))
      throw new TypeError(`the network of this sandbox does not lead to ${hostname}`);
    return (this.#container.global("fetch") as typeof fetch)(withOutboundHeaders(request, this.outbound));
  }

  /** `undefined`: what the machine has by itself. */
  find(name: string, native: Program | undefined): Program | undefined {
    const own = this.#own(name);
    return this.relayed.find(name, own ?? native) ?? own;
  }

  /** Whether `find` has something only because a command of the test might be meant. */
  isGuess(name: string): boolean {
    return this.relayed.isGuess(name) && !this.#own(name);
  }

  #own(name: string): Program | undefined {
    return SHELLS.includes(name) ? this.#shell : isTool(name) ? this.#tool(name) : this.#python.find(name);
  }

  readonly #shell: Program = async (process) => {
    if (!isParserLoaded) await this.#container.io("import of just-bash", () => loadForAll(loadShellParser));
    return shellProgram(process);
  };

  /** Its code is read from this machine, as the container could not. */
  #tool(name: ToolName): Program {
    const still = <T>(body: () => Promise<T>): Promise<T> => this.#container.io(`\`${name}\``, () => loadForAll(body));
    const program = tool(name, loadTools, LOADING.has(name) ? still : undefined);
    return async (process) => {
      if (!loaded.has(name)) await this.#container.io("import of just-bash", () => loadForAll(() => preload(name)));
      return program(process);
    };
  }
}

function isTool(name: string): name is ToolName {
  return (TOOL_NAMES as readonly string[]).includes(name);
}

async function loadShellParser(): Promise<void> {
  try {
    await loadParser();
    isParserLoaded = true;
  } catch {
    tellMissing(); // the shell says so, too
  }
}

async function preload(name: ToolName): Promise<void> {
  try {
    const { Bash, InMemoryFs } = await loadTools();
    await new Bash({ fs: new InMemoryFs(), commands: [name], defenseInDepth: false }).exec(`${name} --help`);
    loaded.add(name);
  } catch {
    tellMissing(); // the command says so, too
  }
}
