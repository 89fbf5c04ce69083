import { STANDARD_PATH } from "../../../contract/image-definition.js";
import { threadId } from "node:worker_threads";
import { withoutSession } from "../../../api/session/session.js";
import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import type { ProcessStart } from "../../kernel/sandbox-protocol.js";
import { realFs } from "../exchange/real-fs.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { SystemFs } from "../processes/process.js";
import { findProgram } from "../programs/find-program.js";
import type { OwnPrograms, SpawnOptions } from "../programs/own-programs.js";
import type { Started } from "../programs/program-space.js";
import type { RunningContainer } from "../routing/running-container.js";
import { ChildProgram } from "./child-program.js";
import { FastProgram } from "./fast-program.js";
import { Listeners } from "./listeners.js";
import { LateProgram, refused } from "./late-program.js";
import type { ProgramListener, ProgramRuntime, RunningProgram } from "./program-runtime.js";
import { loadTerminals, TerminalProgram, type Terminals } from "./terminal-program.js";
import { Warden } from "./warden.js";

/** By which programs are known as those of one sandbox, whoever has started them. */
const MARK = "MODAL_EMULATOR_SANDBOX";

/** Where programs may write whoever they are. */
const OPEN_HOME = "/tmp";

let made = 0;

/**
 * Runs programs as real processes of this machine, which find the container's disk as programs of containers do. They
 * have the user, the network and the kernel of this process: **that is no security boundary**. They end with their
 * container, and with this process.
 */
export class ProcessRuntime implements ProgramRuntime {
  readonly #container: RunningContainer;
  readonly #programs: OwnPrograms;
  readonly #workdir: string;
  readonly #fs: SystemFs;
  readonly #tree: ContainerMounts["tree"];
  readonly #mark = `${MARK}=${process.pid}-${threadId}-${++made}`;
  readonly #listeners = new Listeners(this.#mark);
  #warden: Warden | undefined;
  #isTold = false;
  #terminals: Terminals | undefined;

  constructor(container: RunningContainer, mounts: ContainerMounts, fs: SystemFs) {
    const { programs } = container;
    if (!programs) throw new TypeError("A sandbox has a disk of its own.");
    this.#container = container;
    this.#programs = programs;
    const { workdir } = container.spec.disk ?? {};
    if (workdir !== undefined) {
      fs.mkdir(workdir, { recursive: true });
      mounts.moveTo(workdir, "/");
    }
    this.#workdir = mounts.paths.directory ?? process.cwd();
    this.#fs = fs;
    this.#tree = mounts.tree;
  }

  start(start: ProcessStart, listener: ProgramListener): RunningProgram {
    const { argv, cwd = this.#workdir, isTerminal } = start;
    const [file = "", ...args] = argv;
    const refuse = (code: number, message: string): void => {
      const stream: SandboxStream = isTerminal ? "stdout" : "stderr";
      void listener.wrote(stream, Buffer.from(`exec: ${file}: ${message}\n`));
      listener.ended(code);
    };
    try {
      if (this.#fs.stat(cwd)?.type !== "directory") return refused(() => refuse(127, `no directory ${cwd}`));
      const envPairs = this.#environment(start.env);
      const found = findProgram(this.#tree, file, cwd, envPairs);
      if ("problem" in found) {
        if (found.problem === "ENOENT") return refused(() => refuse(127, "No such file or directory"));
        return refused(() => refuse(126, "Permission denied"));
      }
      const options = { file, args: [file, ...args], cwd, envPairs, detached: true };
      return withoutSession(() => this.#begin(options, found.path, isTerminal, listener, refuse));
    } catch (error) {
      return refused(() => refuse(126, (error as Error).message));
    }
  }

  isListening(port: number): Promise<boolean> {
    return withoutSession(() => this.#listeners.has(port));
  }

  async needTerminals(): Promise<void> {
    this.#terminals ??= await loadTerminals();
  }

  close(): void {
    this.#warden?.close();
    this.#warden = undefined;
  }

  #begin(
    options: SpawnOptions & Started,
    path: string,
    isTerminal: boolean,
    listener: ProgramListener,
    refuse: (code: number, message: string) => void,
  ): RunningProgram {
    const { way } = this.#programs;
    if (way === "translate") this.#warden ??= new Warden(this.#mark);
    const heard = {
      started: () => {
        if (!this.#isTold) this.#container.request({ type: "nondeterministic", reason: "it runs real programs" });
        this.#isTold = true;
        this.#container.request({ type: "program", file: options.file, way });
      },
      refused: refuse,
    };
    if (!isTerminal) {
      const startChild = (): RunningProgram => new ChildProgram(this.#programs, options, listener, heard);
      const program = { ...options, file: path };
      return FastProgram.start(this.#programs, program, { listener, heard }, startChild) ?? startChild();
    }
    if (this.#terminals) return new TerminalProgram(this.#programs, this.#terminals, options, listener, heard);
    return new LateProgram(
      loadTerminals().then((terminals) => {
        this.#terminals = terminals;
        return new TerminalProgram(this.#programs, terminals, options, listener, heard);
      }),
      (error) => refuse(126, error.message),
    );
  }

  /** Nothing of this process but where programs are, in its order unless somebody has said another. */
  #environment(own: ProcessStart["env"]): string[] {
    const all = { ...this.#container.spec.environment, ...own };
    const machine = withoutSession(() => process.env["PATH"]) ?? "";
    const given = all["PATH"] ?? "";
    const places = (given === STANDARD_PATH ? [machine, given] : [given, machine]).join(":").split(":");
    const home = withoutSession(() => usableHome(all["HOME"]));
    const env = { ...all, ...home, PATH: [...new Set(places)].filter((place) => place !== "").join(":") };
    return [...Object.entries(env).map(([name, value]) => `${name}=${value}`), this.#mark];
  }
}

/** A home that is somebody else's on this machine would be of no use: tools that read their settings there fail. */
function usableHome(home: string | undefined): { readonly HOME?: string } {
  if (home === undefined) return {};
  try {
    realFs.accessSync(home, realFs.constants.W_OK | realFs.constants.X_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return { HOME: OPEN_HOME };
  }
  return {};
}
