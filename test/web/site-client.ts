import type { WorldServer, Emulator } from "modal-emulator/emulator";
import type { AnyFunction } from "modal-emulator";

/** A WebSocket, however it was opened. */
export interface ClientSocket {
  send(message: string | Uint8Array<ArrayBuffer>): void;
  /** The next message. */
  receive(): Promise<string | Uint8Array | undefined>;
  close(): Promise<void>;
}

/** Whoever sends requests to a site. */
export interface SiteClient {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  websocket(path: string): ClientSocket;
}

/** Without a socket. */
export function clientInWorld(world: Emulator, url: string): SiteClient {
  return {
    fetch: (path, init) => world.fetch(`${url}${path}`, init),
    websocket(path) {
      const socket = world.websocket(`${url}${path}`);
      return {
        send: (message) => socket.send(message),
        async receive() {
          const message = await socket.receive();
          return message instanceof ArrayBuffer ? new Uint8Array(message) : message;
        },
        close: () => socket[Symbol.asyncDispose](),
      };
    },
  };
}

/** With those of Node's. */
export function clientOverSockets(server: WorldServer, fn: AnyFunction): SiteClient {
  const url = server.urlOf(fn);
  return {
    fetch: (path, init) => fetch(`${url}${path}`, init),
    websocket(path) {
      const socket = new WebSocket(`${url.replace("http", "ws")}${path}`);
      socket.binaryType = "arraybuffer";
      const messages = new ReadableStream<string | Uint8Array>({
        start(controller) {
          socket.addEventListener("message", ({ data }) =>
            controller.enqueue(data instanceof ArrayBuffer ? new Uint8Array(data) : (data as string)),
          );
          socket.addEventListener("error", () => controller.error(new Error("The WebSocket broke off.")));
        },
      }).getReader();
      const opened = new Promise((resolve) => socket.addEventListener("open", resolve));
      const closed = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
      return {
        send: (message) => void opened.then(() => socket.send(message)),
        receive: async () => (await messages.read()).value,
        close() {
          socket.close();
          return closed;
        },
      };
    },
  };
}
