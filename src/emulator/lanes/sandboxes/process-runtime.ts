import { threadId } from "node:worker_threads";
import { withoutSession } from "../../../api/session/session.js";
import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import type { ProcessStart } from "../../kernel/sandbox-protocol.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { SystemFs } from "../processes/process.js";
import type { OwnPrograms, SpawnOptions } from "../programs/own-programs.js";
import type { RunningContainer } from "../routing/running-container.js";
import { ChildProgram } from "./child-program.js";
import { listensOn } from "./listening.js";
import { killProgram } from "./kill-program.js";
import { markedPrograms } from "./marked-programs.js";
import type { ProgramListener, ProgramRuntime, RunningProgram } from "./program-runtime.js";
import { loadTerminals, TerminalProgram, type Terminals } from "./terminal-program.js";
import { Warden } from "./warden.js";

/** By which programs are known as those of one sandbox, whoever has started them. */
const MARK = "MODAL_EMULATOR_SANDBOX";

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
  readonly #mark = `${MARK}=${process.pid}-${threadId}-${++made}`;
  #hasBegun = false;
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
      const options = { file, args: [file, ...args], cwd, envPairs: this.#environment(start.env), detached: true };
      this.#hasBegun = true;
      return withoutSession(() => this.#begin(options, isTerminal, listener, refuse));
    } catch (error) {
      return refused(() => refuse(126, (error as Error).message));
    }
  }

  isListening(port: number): Promise<boolean> {
    return withoutSession(() => listensOn(port, this.#mark));
  }

  async needTerminals(): Promise<void> {
    this.#terminals ??= await loadTerminals();
  }

  close(): void {
    if (this.#hasBegun) for (const pid of withoutSession(() => markedPrograms(this.#mark))) killProgram(pid);
    this.#hasBegun = false;
    this.#warden?.close();
    this.#warden = undefined;
  }

  #begin(
    options: SpawnOptions & { readonly cwd: string },
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
    if (!isTerminal) return new ChildProgram(this.#programs, options, listener, heard);
    if (this.#terminals) return new TerminalProgram(this.#programs, this.#terminals, options, listener, heard);
    const late = new LateProgram(
      loadTerminals().then((terminals) => {
        this.#terminals = terminals;
        return new TerminalProgram(this.#programs, terminals, options, listener, heard);
      }),
      (error) => refuse(126, error.message),
    );
    return late;
  }

  /** Nothing of this process but where programs are. */
  #environment(own: ProcessStart["env"]): string[] {
    const all = { ...this.#container.spec.environment, ...own };
    const places = [...(all["PATH"]?.split(":") ?? []), ...(process.env["PATH"]?.split(":") ?? [])];
    const env = { ...all, PATH: [...new Set(places)].filter((place) => place !== "").join(":") };
    return [...Object.entries(env).map(([name, value]) => `${name}=${value}`), this.#mark];
  }
}

/** One that could not be started. @param tell once whoever has started it has it */
function refused(tell: () => void): RunningProgram {
  process.nextTick(tell);
  return { write() {}, end() {}, kill() {} };
}

/** One that has to be waited for before it can be started. */
class LateProgram implements RunningProgram {
  readonly #program: Promise<RunningProgram | undefined>;

  constructor(program: Promise<RunningProgram>, failed: (error: Error) => void) {
    this.#program = program.catch((error: unknown) => {
      failed(error as Error);
      return undefined;
    });
  }

  write(data: Uint8Array): void {
    void this.#program.then((program) => program?.write(data));
  }

  end(): void {
    void this.#program.then((program) => program?.end());
  }

  kill(): void {
    void this.#program.then((program) => program?.kill());
  }
}
