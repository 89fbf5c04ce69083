import child_process, { type ChildProcess } from "node:child_process";
import net, { type Server, type Socket } from "node:net";
import { STARTER_SCRIPT } from "./starter-script.js";
import type { Started } from "./program-space.js";

const { spawnSync } = child_process;

/** Where Debian and most others have it. */
const PERL = "/usr/bin/perl";

let hasPerl: boolean | undefined;

/** Of what a connection says about itself first. */
const HEAD_BYTES = 8;

const LEFT = "what starts the programs of this container has ended";

/** Our ends of the files of a program. */
export type ProgramFiles = readonly [stdin: Socket, stdout: Socket, stderr: Socket];

/** Who hears of a program: of its start and its end, or that nothing can be known of it. */
export interface StarterListener {
  started(pid: number, files: ProgramFiles): void;
  /** @param code 128 + its number after a signal */
  ended(code: number): void;
  /** @param pid if it runs all the same */
  failed(message: string, pid?: number): void;
}

/** What is known of a program so far. */
interface Known {
  readonly listener: StarterListener;
  readonly files: Socket[];
  pid?: number;
  hasStarted?: boolean;
  code?: number;
}

/**
 * Starts programs from a small process that is where they are to be. Node would have to copy its own process for each
 * of them, which takes the longer the larger that is, and have it enter the namespace.
 */
export class ProgramStarter {
  readonly #process: ChildProcess;
  readonly #server: Server;
  readonly #known = new Map<string, Known>();
  #last = 0;
  #line = "";

  /**
   * What it is to be started as.
   * @param socket by which path it finds the socket of the one who starts it, from where it works
   * @returns `undefined` if this machine does not have what it takes
   */
  static program(socket: string): Started | undefined {
    hasPerl ??= spawnSync(PERL, ["-MPOSIX", "-MSocket", "-e", "1"], { stdio: "ignore", env: {} }).status === 0;
    if (!hasPerl) return undefined;
    return { file: PERL, args: [PERL, "-e", STARTER_SCRIPT, socket], cwd: "/", envPairs: [] };
  }

  /**
   * @param socket where that is for this process
   * @param start starts {@link ProgramStarter.program}, with pipes for its input and its output
   */
  constructor(socket: string, start: () => ChildProcess) {
    this.#server = net.createServer((connection) => this.#connected(connection));
    this.#server.on("error", () => this.close());
    this.#server.listen(socket).unref();
    this.#process = start();
    this.#process.on("error", () => this.#gone());
    this.#process.on("exit", () => this.#gone());
    this.#process.unref();
    const { stdin, stdout } = this.#process as { stdin?: Socket | null; stdout?: Socket | null };
    for (const pipe of [stdin, stdout]) {
      pipe?.unref();
      pipe?.on("error", () => undefined);
    }
    stdout?.setEncoding("latin1").on("data", (text: string) => this.#read(text));
    stdout?.on("close", () => this.#allTold());
  }

  /** It takes no more programs. */
  get isOver(): boolean {
    return this.#process.pid === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  start({ file, args, cwd, envPairs = [] }: Started, listener: StarterListener): void {
    const id = String(++this.#last);
    this.#known.set(id, { listener, files: [] });
    const message = Buffer.from([id, cwd, String(args.length), file, ...args, ...envPairs].join("\0"));
    const size = Buffer.alloc(4);
    size.writeUInt32BE(message.length);
    this.#process.stdin?.write(Buffer.concat([size, message]));
  }

  close(): void {
    this.#server.close();
    this.#process.stdin?.destroy();
  }

  #connected(connection: Socket): void {
    connection.unref();
    connection.on("error", () => undefined);
    const read = (): void => {
      const head = connection.read(HEAD_BYTES) as Buffer | null;
      if (!head) return;
      connection.off("readable", read);
      const id = String(head.readUInt32BE(0));
      const known = this.#known.get(id);
      if (!known) return void connection.destroy();
      known.files[head.readUInt32BE(4)] = connection;
      this.#tell(id, known);
    };
    connection.on("readable", read);
  }

  #read(text: string): void {
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop() ?? "";
    for (const line of lines) this.#told(line.split(" "));
  }

  #told([what, id = "", ...words]: readonly string[]): void {
    const known = this.#known.get(id);
    if (!known) return;
    if (what === "failed") return this.#failed(id, known, words.join(" "));
    if (what === "left" && known.code === undefined) return this.#failed(id, known, LEFT);
    if (what === "started") known.pid = Number(words[0]);
    if (what === "started" && this.isOver) return this.#failed(id, known, LEFT);
    if (what === "ended") known.code = Number(words[0]);
    this.#tell(id, known);
  }

  /** What comes by several ways is told in its order. */
  #tell(id: string, known: Known): void {
    const { files, pid, listener } = known;
    const [stdin, stdout, stderr] = files;
    if (!stdin || !stdout || !stderr) return;
    if (pid !== undefined && !known.hasStarted) {
      known.hasStarted = true;
      listener.started(pid, [stdin, stdout, stderr]);
    }
    if (known.code === undefined) return;
    this.#known.delete(id);
    if (!known.hasStarted) for (const file of files) file.destroy();
    listener.ended(known.code);
  }

  #failed(id: string, { listener, files, pid }: Known, message: string): void {
    this.#known.delete(id);
    listener.failed(message, pid); // first, so that no program finds its input at an end
    for (const file of files) file?.destroy();
  }

  /** No more is started, and what runs ends: nobody would be left who waits for it. What was about to start may still do so. */
  #gone(): void {
    this.#server.close();
    for (const [id, known] of this.#known) if (known.pid !== undefined) this.#failed(id, known, LEFT);
    if (this.#process.pid === undefined) this.#allTold();
  }

  /** What has not started by now never will. */
  #allTold(): void {
    for (const [id, known] of this.#known) this.#failed(id, known, LEFT);
  }
}
