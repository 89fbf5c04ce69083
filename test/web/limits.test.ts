// Modal: docs/modal/web-endpoints.md#requests
import { describe, expect, test } from "vitest";
import { App, asgiApp, concurrent, wsgiApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { answersIn, sendBytes } from "./fuzz/raw-client.js";

const app = new App("limits");

/** Reads all, and tells how much; under `/back` sends it back as it comes. */
const reader = app.function(
  {},
  concurrent(
    { maxInputs: 10 },
    asgiApp(function reader() {
      return async (request) => {
        if (new URL(request.url).pathname === "/back") return new Response(request.body);
        try {
          return new Response(String((await request.arrayBuffer()).byteLength));
        } catch (error) {
          console.log(`${(error as Error).name} ${request.signal.aborted}`);
          throw error;
        }
      };
    }),
  ),
);
const counter = app.function(
  {},
  concurrent(
    { maxInputs: 10 },
    wsgiApp(function counter() {
      return async (request, response) => {
        let size = 0;
        for await (const chunk of request) size += (chunk as Uint8Array).length;
        response.end(String(size));
      };
    }),
  ),
);
const sockets = app.function(
  {},
  asgiApp(function sockets() {
    return { fetch: () => new Response(), websocket: { message: (peer, message) => void peer.send(message.rawData) } };
  }),
);

const MAX = 100_000;
const post = (body: RequestInit["body"]): RequestInit => ({ method: "POST", body: body ?? null, duplex: "half" });
const pieces = (count: number, size: number): ReadableStream =>
  ReadableStream.from(Array.from({ length: count }, () => new Uint8Array(size)));
const said = async (response: Promise<Response>): Promise<string> => {
  const { status } = await response;
  return `${status} ${await (await response).text()}`;
};
const TOO_LARGE = "413 modal-http: the request body is too large";

describe.each([0, 1])("maxRequestBytes, threads: %i", (threads) => {
  test("by world.fetch, whole and in pieces", async () => {
    await using world = await Emulator.start({ threads, maxRequestBytes: MAX });
    await world.run(app, async () => {
      for (const url of [await reader.getWebUrl(), await counter.getWebUrl()]) {
        expect(await said(world.fetch(url, post(new Uint8Array(MAX))))).toBe(`200 ${MAX}`);
        expect(await said(world.fetch(url, post(new Uint8Array(MAX + 1))))).toBe(TOO_LARGE);
        expect(await said(world.fetch(url, post(pieces(100, 1000))))).toBe(`200 ${MAX}`);
        expect(await said(world.fetch(url, post(pieces(101, 1000))))).toBe(TOO_LARGE);
      }
      await world.clock.advance(10);
    });
    const ends = world
      .calls()
      .flatMap(({ inputs }) => inputs.map(({ status, error }) => (status === "SUCCESS" ? status : [status, error])));
    expect(new Set(ends)).toEqual(new Set(["SUCCESS"]));
  });

  test("over a connection, by what is said and by what comes", async () => {
    await using world = await Emulator.start({ threads, maxRequestBytes: MAX });
    await world.deploy(app);
    await using server = await world.serve();
    for (const fn of [reader, counter]) {
      const port = Number(new URL(server.urlOf(fn)).port);
      const send = async (head: string, body: string): Promise<string[]> => {
        const bytes = `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${head}\r\n\r\n${body}`;
        return answersIn(await sendBytes(port, bytes)).map(({ status, body: text }) => `${status} ${String(text)}`);
      };
      const chunk = `3e8\r\n${"x".repeat(1000)}\r\n`;
      expect(await send(`Content-Length: ${MAX}`, "x".repeat(MAX))).toEqual([`200 ${MAX}`]);
      expect(await send(`Content-Length: ${MAX + 1}`, "x".repeat(MAX + 1))).toEqual([TOO_LARGE]);
      expect(await send("Content-Length: 99999999999999", "")).toEqual([TOO_LARGE]);
      expect(await send("Transfer-Encoding: chunked", `${chunk.repeat(100)}0\r\n\r\n`)).toEqual([`200 ${MAX}`]);
      expect(await send("Transfer-Encoding: chunked", `${chunk.repeat(200)}0\r\n\r\n`)).toEqual([TOO_LARGE]);
    }
  });

  test("an answer that has begun breaks off, and the app is told", async () => {
    await using world = await Emulator.start({ threads, maxRequestBytes: MAX });
    await world.run(app, async () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const asked = world.fetch(`${await reader.getWebUrl()}/back`, post(readable));
      await writer.write(new Uint8Array(10));
      const response = await asked;
      expect(response.status).toBe(200);
      const read = response.arrayBuffer();
      void writer.write(new Uint8Array(MAX)).catch(() => undefined);
      await expect(read).rejects.toThrow("terminated");
    });
  });

  test("messages of WebSockets do not count", async () => {
    await using world = await Emulator.start({ threads, maxRequestBytes: 10 });
    await world.run(app, async () => {
      await using socket = world.websocket(await sockets.getWebUrl());
      for (let n = 0; n < 3; n++) {
        socket.send("more than ten bytes");
        expect(await socket.receive()).toBe("more than ten bytes");
      }
    });
  });
});
