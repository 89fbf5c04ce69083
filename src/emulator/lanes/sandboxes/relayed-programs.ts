import { createServer, type Server } from "node:http";
import type { AddedProgram, ProgramOperation } from "../../../contract/program-commands.js";
import type { SandboxAnswer } from "../../kernel/sandbox-protocol.js";
import type { OwnProcess, Program } from "../processes/process.js";
import type { RunningContainer } from "../routing/running-container.js";
import { ServerAnswer } from "./server-answer.js";
import { fileOperation } from "./file-tasks.js";

/** A process whose program runs in the host. */
interface Relayed {
  readonly process: OwnProcess;
  readonly servers: Map<number, Server>;
  /** Answers that have begun, or are to. */
  readonly answers: Map<number, ServerAnswer>;
}

/** Commands that the test has added: they run in the host, and their processes are here. */
export class RelayedPrograms {
  readonly #container: RunningContainer;
  readonly #running = new Map<number, Relayed>();
  #added: readonly AddedProgram[] = [];
  #last = 0;
  #exchanges = 0;

  constructor(container: RunningContainer, added: readonly AddedProgram[]) {
    this.#container = container;
    this.#added = added;
  }

  /** There are others now. */
  replace(added: readonly AddedProgram[]): void {
    this.#added = added;
  }

  /** Names that have a program by these. */
  get names(): string[] {
    return this.#added.flatMap(({ name }) => name ?? []);
  }

  /**
   * What runs as a program of a name, if any of these might.
   * @param otherwise what runs if none of these is meant
   */
  find(name: string, otherwise: Program | undefined): Program | undefined {
    const meant = this.#added.filter((added) => added.name === undefined || added.name === name).toReversed();
    if (meant.length === 0) return otherwise;
    return async (process) => {
      const line = process.argv.join(" ");
      const added = meant.find(({ pattern }) => !pattern || new RegExp(...pattern).test(line));
      if (added) return this.#run(added.handler, process);
      if (otherwise) return otherwise(process);
      await process.write(2, `${name}: command not found\n`);
      return 127;
    };
  }

  /** Whether only patterns that begin with no certain name might mean a name. */
  isGuess(name: string): boolean {
    return this.#added.length > 0 && this.#added.every((added) => added.name !== name);
  }

  /** What answers a command as a whole, whatever its name is. */
  match(argv: readonly string[]): Program | undefined {
    const line = argv.join(" ");
    const added = this.#added.findLast(({ pattern }) => pattern && new RegExp(...pattern).test(line));
    return added && ((process) => this.#run(added.handler, process));
  }

  async #run(handler: number, process: OwnProcess): Promise<number> {
    const number = ++this.#last;
    const relayed: Relayed = { process, servers: new Map(), answers: new Map() };
    this.#running.set(number, relayed);
    const kill = (): void => {
      void this.#container.send("program.kill", { process: number }).catch(() => undefined); // the container ends
    };
    process.killed.addEventListener("abort", kill, { once: true });
    const { argv, cwd } = process;
    try {
      const env = Object.fromEntries(process.env);
      return await this.#container.send("program.run", { process: number, handler, argv, cwd, env });
    } finally {
      process.killed.removeEventListener("abort", kill);
      this.#running.delete(number);
      for (const answer of relayed.answers.values()) answer.breakOff();
      for (const server of relayed.servers.values()) server.close();
    }
  }

  /** What the host asks of a process. @throws if that is gone, and what the process is in the way of */
  async do(number: number, operation: ProgramOperation): Promise<SandboxAnswer> {
    const relayed = this.#running.get(number);
    if (!relayed) throw new Error("The process of this command has ended.");
    const { process, servers, answers } = relayed;
    switch (operation.op) {
      case "read":
        return { data: new Uint8Array(await process.read(0)) };
      case "write":
        await process.write(operation.fd, operation.data);
        return {};
      case "sleep":
        await process.sleep(operation.ms);
        return {};
      case "files":
        return fileOperation(process.system.fs, operation.operation);
      case "serve":
        servers.set(operation.port, await this.#serve(relayed, operation.port, operation.origin));
        return {};
      case "unserve":
        servers.get(operation.port)?.close();
        servers.delete(operation.port);
        return {};
      case "answer": {
        const answer = answers.get(operation.exchange);
        if (!answer) throw new Error("The client of this answer has left.");
        await answer.goOn(operation);
        return {};
      }
    }
  }

  /** Asks the host what to answer. @throws if something listens there */
  async #serve({ answers }: Relayed, port: number, origin: string): Promise<Server> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => void chunks.push(chunk));
      request.on("end", () => {
        const { method = "GET", url = "/", headersDistinct } = request;
        const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
          values.map((value) => [name, value] as const),
        );
        const body = chunks.length > 0 ? new Uint8Array(Buffer.concat(chunks)).buffer : null;
        const exchange = ++this.#exchanges;
        const asked = this.#container.askWorld({ url: `${origin}/${exchange}${url}`, method, headers, body });
        answers.set(exchange, new ServerAnswer(response, asked, () => answers.delete(exchange)));
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, resolve);
    });
    return server;
  }
}
