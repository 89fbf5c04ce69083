import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Output, Streams } from "../../output/streams.js";
import { ReportedError } from "../endings/reported-error.js";
import { type Answer, receivedMessages, type Reply, type Request, sendMessage } from "./door-messages.js";
import type { Holder } from "./state-lock.js";

/** A command that another process gives. */
export interface Visit {
  readonly argv: readonly string[];
  readonly directory: string;
  readonly environment: string | undefined;
  readonly streams: Streams;
  /** The other process has ended. */
  readonly signal: AbortSignal;
  /** @throws ReportedError unless the answer is yes */
  confirm(question: string): Promise<void>;
}

/** Where the process that serves a state takes commands of others: a port of 127.0.0.1 and a token. */
export class Door implements AsyncDisposable {
  readonly #server: Server;
  readonly #token: string;
  readonly #sockets = new Set<Socket>();
  readonly #carryOut: (visit: Visit) => Promise<number>;

  /** @param carryOut does what a command says, and gives its code */
  static async open(carryOut: (visit: Visit) => Promise<number>): Promise<Door> {
    const server = createServer();
    const door = new Door(server, carryOut);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return door;
  }

  private constructor(server: Server, carryOut: (visit: Visit) => Promise<number>) {
    this.#server = server;
    this.#token = randomBytes(16).toString("hex");
    this.#carryOut = carryOut;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      void this.#serve(socket).catch(() => socket.destroy()); // no message of ours
    });
  }

  get address(): NonNullable<Holder["door"]> {
    return { port: (this.#server.address() as AddressInfo).port, token: this.#token };
  }

  async #serve(socket: Socket): Promise<void> {
    const messages = receivedMessages(socket);
    const { value } = await messages.next();
    const { token, argv, directory, isTTY, columns, environment } = value as Request;
    if (!isSame(token, this.#token)) return void socket.destroy();
    const left = new AbortController();
    socket.on("close", () => left.abort());
    const output = (kind: "stdout" | "stderr"): Output => ({
      isTTY,
      ...(columns !== undefined && { columns }),
      write: (text) => reply(socket, { kind, bytes: Buffer.from(text).toString("base64") }),
    });
    const code = await this.#carryOut({
      argv,
      directory,
      environment,
      streams: { stdout: output("stdout"), stderr: output("stderr") },
      signal: left.signal,
      confirm: async (question) => {
        reply(socket, { kind: "ask", question });
        const answer = await messages.next();
        const { problem } = (answer.value ?? { problem: "Aborted." }) as Answer;
        if (problem !== undefined) throw new ReportedError(problem);
      },
    });
    reply(socket, { kind: "end", code });
    socket.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function reply(socket: Socket, message: Reply): void {
  sendMessage(socket, message);
}

function isSame(given: unknown, token: string): boolean {
  return (
    typeof given === "string" &&
    given.length === token.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(token))
  );
}
