import net, { type AddressInfo } from "node:net";
import type { WebAnswerPart, WebEnd, WebPiece } from "../../contract/web-commands.js";
import type { GatewayHost } from "./gateway.js";

/** Nothing of a world listens anywhere else. */
const HOST = "127.0.0.1";

/** A port of this machine whose connections lead, byte by byte, to the port of a container behind a tunnel. */
export class PlainListener {
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  /** @param url of the tunnel */
  constructor({ client }: GatewayHost, url: string) {
    this.#server = net.createServer({ allowHalfOpen: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => undefined);
      void new PlainConnection(client, socket).open(url);
    });
  }

  get address(): [host: string, port: number] {
    return [HOST, (this.#server.address() as AddressInfo).port];
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => void this.#server.listen(0, HOST, resolve));
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => void this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

/**
 * Time passes for the container from something that is sent until something comes, from the end of what is sent until
 * the other end, and else by itself.
 */
class PlainConnection {
  readonly #client: GatewayHost["client"];
  readonly #socket: net.Socket;
  readonly #exchange: number;
  #isExpected = false;
  #isOver = false;
  #hasSentAll = false;
  /** What has come, in order. */
  readonly #parts: WebAnswerPart[] = [];
  /** Resolves when something has. */
  #come: PromiseWithResolvers<void> | undefined;

  constructor(client: GatewayHost["client"], socket: net.Socket) {
    this.#client = client;
    this.#socket = socket;
    this.#exchange = client.nextExchange();
  }

  async open(url: string): Promise<void> {
    const exchange = this.#exchange;
    const socket = this.#socket;
    socket.on("close", () => {
      this.#isOver = true;
      this.#client.send("web.leave", { exchange }).catch(() => undefined);
    });
    const clientAddress = socket.remoteAddress;
    const head = { url, method: "CONNECT", headers: [], body: null, isOpen: true, isSocket: false, clientAddress };
    try {
      const opened = await this.#client.send("web.open", { exchange, request: head });
      if (opened.head.status !== 200) return void socket.resetAndDestroy(); // nothing listens there, or its client may not come in
      void this.#send();
      await this.#receive(opened);
    } catch {
      socket.destroy();
    }
  }

  async #send(): Promise<void> {
    const send = (pieces: readonly WebPiece[], end?: WebEnd): Promise<unknown> =>
      this.#client.send("web.send", { exchange: this.#exchange, pieces, end });
    try {
      for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) {
        await send([new Uint8Array(chunk as Buffer)]);
        this.#expect();
      }
      await send([], {});
      this.#hasSentAll = true;
      this.#expect();
    } catch {
      this.#socket.destroy();
    }
  }

  #expect(): void {
    if (this.#isExpected || this.#isOver) return;
    this.#isExpected = true;
    if (this.#come) void this.#ask();
  }

  async #receive(first: WebAnswerPart): Promise<void> {
    const socket = this.#socket;
    for (let part = first; ; part = await this.#next()) {
      if (part.pieces.length > 0) this.#isExpected = this.#hasSentAll;
      for (const piece of part.pieces)
        if (!socket.write(piece) && !socket.destroyed)
          await new Promise<void>((resolve) => void socket.once("drain", resolve).once("close", resolve));
      if (!part.end && !socket.destroyed) continue;
      this.#isOver = true;
      if (part.end?.error === undefined) socket.end();
      else socket.resetAndDestroy();
      return;
    }
  }

  async #next(): Promise<WebAnswerPart> {
    if (this.#parts.length === 0) {
      this.#come = Promise.withResolvers();
      void this.#ask();
      await this.#come.promise;
      this.#come = undefined;
    }
    return this.#parts.shift() ?? { pieces: [] };
  }

  async #ask(): Promise<void> {
    try {
      const part = await this.#client.send("web.take", { exchange: this.#exchange, isPassive: !this.#isExpected });
      if (part.pieces.length === 0 && !part.end) return; // it was asked for anew
      this.#parts.push(part);
      this.#come?.resolve();
    } catch {
      this.#socket.resetAndDestroy(); // the container is gone, or the world
    }
  }
}
