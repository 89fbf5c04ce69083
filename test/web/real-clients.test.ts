// Modal: docs/modal/web-endpoints.md#requests
import type { IncomingMessage, ServerResponse } from "node:http";
import net from "node:net";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { App, asgiApp, wsgiApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { app as sockets, hooks } from "./apps/sockets.js";

const app = new App("uploads");

const size = app.function(
  {},
  asgiApp(function size() {
    return async (request: Request) => new Response(String((await request.bytes()).length));
  }),
);

/** With a timer of its own, for which time could pass. */
const sizeInNode = app.function(
  {},
  wsgiApp(function sizeInNode() {
    setInterval(() => undefined, 1000).unref();
    return async (request: IncomingMessage, response: ServerResponse) => {
      response.end(String((await Array.fromAsync(request as AsyncIterable<Buffer>)).join("").length));
    };
  }),
);

/** So often everything gets its turn that is there to be done. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await setImmediate();
}

describe.each([0, 1])("threads: %i", (threads) => {
  test.each([
    ["an app of the web platform's kind", size],
    ["one of Node's kind", sizeInNode],
  ])("no time passes while a client sends a body, however slowly it comes: %s", async (_, fn) => {
    await using world = await Emulator.start({ threads, seed: 1 });
    await world.run(app, async () => {
      await using server = await world.serve();
      const { hostname, port } = new URL(server.urlOf(fn));
      const began = world.clock.now();
      const socket = net.connect(Number(port), hostname).setEncoding("utf8");
      socket.write("POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n");
      for (let piece = 0; piece < 3; piece++) {
        await turns();
        socket.write("4\r\nabcd\r\n");
      }
      await turns();
      socket.write("0\r\n\r\n");
      expect((await socket.toArray()).join("")).toMatch(/^HTTP\/1.1 200 [^]*\r\n\r\n12$/);
      expect(world.clock.now()).toBe(began);
    });
  });

  test("no time passes for a WebSocket until its client says something, and then until it is answered", async () => {
    await using world = await Emulator.start({ threads, seed: 1 });
    await world.run(sockets, async () => {
      await using server = await world.serve();
      const began = world.clock.now();
      const socket = new WebSocket(server.urlOf(hooks).replace("http", "ws"));
      const messages = new ReadableStream<unknown>({
        start: (controller) => socket.addEventListener("message", ({ data }) => controller.enqueue(data)),
      }).getReader();
      expect((await messages.read()).value).toBe("welcome");
      for (const message of ["hello", "again"]) {
        await turns();
        socket.send(message);
        expect((await messages.read()).value).toBe(message);
      }
      expect(world.clock.now()).toBe(began);
      socket.send("later");
      expect((await messages.read()).value).toBe("an hour later");
      await turns();
      expect(world.clock.now() - began).toBe(3_600_000);
      const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
      socket.close();
      await closed;
      await turns();
      await world.clock.advance(1); // with nobody waiting, a world stands still
      expect(world.calls().flatMap(({ inputs }) => inputs.map(({ status }) => status))).toEqual(["SUCCESS"]);
    });
  });
});
