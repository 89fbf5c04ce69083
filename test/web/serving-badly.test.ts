import { setTimeout as sleep } from "node:timers/promises";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { App, asgiApp, concurrent, InvalidError, wsgiApp } from "modal-emulator";
import { Emulator, type WorldEvent } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { answersIn, sendBytes } from "./fuzz/raw-client.js";

const app = new App("serving", { module: import.meta.url });
const HOST = "Host: localhost\r\n";

/** Reads all of a body, and says how that went. */
const whole = async (read: () => Promise<number>): Promise<string> => {
  try {
    return `read ${await read()}`;
  } catch (error) {
    console.log(`broke off: ${(error as Error).name}`);
    throw error;
  }
};
const fetcher = app.function(
  { name: "fetcher", isolation: "inline" },
  concurrent(
    { maxInputs: 10 },
    asgiApp(() => async (request: Request) => new Response(await whole(async () => (await request.bytes()).length))),
  ),
);
const noder = app.function(
  { name: "noder", isolation: "inline" },
  concurrent(
    { maxInputs: 10 },
    wsgiApp(() => async (request, response) => {
      const read = async (): Promise<number> => {
        let size = 0;
        for await (const chunk of request) size += (chunk as Uint8Array).length;
        return size;
      };
      response.end(await whole(read).catch(() => "nobody hears this"));
    }),
  ),
);
const talker = app.function(
  { name: "talker", isolation: "inline" },
  concurrent(
    { maxInputs: 10 },
    asgiApp({ label: "talk", customDomains: ["talk.example.com"] }, () => ({
      fetch: () => new Response("talk"),
      websocket: {
        open: (peer) => void peer.send("welcome"),
        message: (peer, message) => void peer.send(message.rawData),
      },
    })),
  ),
);

const streamer = app.function(
  { name: "streamer", isolation: "inline" },
  asgiApp(() => () => new Response(ReadableStream.from(halves()))),
);
async function* halves() {
  yield new TextEncoder().encode("half");
  await sleep(1000);
  yield new TextEncoder().encode("whole");
}

/** A world on real time, where all happens by itself, and can be waited for. */
async function open(): Promise<{
  world: Emulator;
  seen: (wanted: WorldEvent["type"], count: number) => Promise<void>;
}> {
  const counts = new Map<string, number>();
  let heard = Promise.withResolvers<void>();
  const sink = ({ type }: WorldEvent): void => {
    counts.set(type, (counts.get(type) ?? 0) + 1);
    heard.resolve();
    heard = Promise.withResolvers();
  };
  const world = await Emulator.start({ threads: 0, clock: "real", events: { sink } });
  await world.deploy(app);
  const seen = async (wanted: string, count: number): Promise<void> => {
    while ((counts.get(wanted) ?? 0) < count) await heard.promise;
  };
  return { world, seen };
}

const portOf = (url: string): number => Number(new URL(url).port);

describe("where a request is to go", () => {
  test("by its host: a label, a domain, or nothing that is here", async () => {
    const { world } = await open();
    await using _ = world;
    await using server = await world.serve();
    const ask = async (port: number, host: string): Promise<string> => {
      const bytes = `GET / HTTP/1.1\r\n${host === "" ? "" : `Host: ${host}\r\n`}Connection: close\r\n\r\n`;
      const [answer] = answersIn(await sendBytes(port, bytes));
      return `${answer?.status} ${String(answer?.body)}`;
    };
    const { port } = server;
    expect(await ask(port, `talk.localhost:${port}`)).toBe("200 talk");
    expect(await ask(port, "TALK.LOCALHOST")).toBe("200 talk");
    expect(await ask(port, "talk.example.com")).toBe("200 talk");
    expect(await ask(port, "serving-fetcher.localhost")).toBe("200 read 0");
    const list = (at: string): string =>
      ["serving-fetcher", "serving-noder", "talk", "serving-streamer"]
        .map((label) => `http://${label}.localhost${at}`)
        .join("|");
    for (const [host, problem] of [
      [`no.localhost:${port}`, "No web function has the label no.localhost"],
      [`localhost:${port}`, "There is more than one web function here"],
      [`127.0.0.1:${port}`, "There is more than one web function here"],
    ] as const) {
      const answer = await ask(port, host);
      expect(answer).toMatch(new RegExp(`^404 ${problem}`));
      expect(answer.match(/http:\S+/g)?.join("|")).toBe(list(`:${port}`));
    }
    for (const host of [
      "evil.example",
      "localhost.evil.example",
      "evillocalhost",
      "127.0.0.1.evil.example",
      "x@localhost",
      "[::2]",
    ])
      for (const each of [port, portOf(server.urlOf(talker))])
        expect(await ask(each, host), host).toMatch(/^421 .* is not served here/);
  });

  test("also for WebSockets", async () => {
    const { world } = await open();
    await using _ = world;
    await using server = await world.serve();
    const handshake =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (const [host, status] of [
      ["evil.example", 421],
      ["no.localhost", 404],
      ["localhost", 404],
    ] as const)
      expect(String(await sendBytes(server.port, `GET / HTTP/1.1\r\nHost: ${host}\r\n${handshake}\r\n`))).toMatch(
        new RegExp(`^HTTP/1.1 ${status} `),
      );
    expect(world.calls()).toEqual([]);
  });
});

describe("ports", () => {
  test("one that is taken, or is none", async () => {
    const { world } = await open();
    await using _ = world;
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await expectRejection(() => world.serve({ port }), InvalidError, `Port ${port}`, "taken", `lsof -i :${port}`);
    await using first = await world.serve();
    await expectRejection(() => world.serve({ port: first.port }), InvalidError, "taken");
    other.close();
    for (const wrong of [-1, 65_536, 1.5, "8000", null])
      await expectRejection(() => world.serve({ port: wrong as never }), InvalidError, "from 0 to 65535");
    expect(await (await fetch(first.urlOf(talker))).text()).toBe("talk");
  });
});

/** A client that goes away once its bytes are on their way, by closing or by a reset. */
async function hangUp(port: number, bytes: string, after: () => Promise<void>, how: "destroy" | "resetAndDestroy") {
  const socket: Socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  await after();
  socket[how]();
}

describe("a client that goes away", () => {
  const BODIES: [what: string, head: string][] = [
    ["a body of known length", "Content-Length: 200000\r\n"],
    ["chunks", "Transfer-Encoding: chunked\r\n"],
  ];
  test.each(BODIES)("in the middle of %s: the app does not take it for all", async (_what, head) => {
    const { world, seen } = await open();
    await using _ = world;
    await using server = await world.serve();
    const bytes = `POST / HTTP/1.1\r\n${HOST}${head}\r\n3e8\r\n${"x".repeat(1000)}\r\n`;
    let count = 0;
    for (const fn of [fetcher, noder])
      for (const how of ["destroy", "resetAndDestroy"] as const) {
        count++;
        await hangUp(portOf(server.urlOf(fn)), bytes, () => seen("attempt.started", count), how);
        await seen("input.ended", count);
      }
    const logs = [...world.logs].map(({ message }) => message);
    expect(logs).toHaveLength(4);
    for (const log of logs) expect(log).toMatch(/^broke off: /);
    expect(world.calls().map(({ inputs }) => inputs[0]?.status)).toEqual(Array(4).fill("SUCCESS"));
    expect(await (await fetch(server.urlOf(noder))).text()).toBe("read 0");
  });

  test("before a short body is complete: nothing reaches the app", async () => {
    const { world } = await open();
    await using _ = world;
    await using server = await world.serve();
    const bytes = `POST / HTTP/1.1\r\n${HOST}Content-Length: 100\r\n\r\nhalf`;
    await hangUp(portOf(server.urlOf(noder)), bytes, async () => undefined, "destroy");
    expect(await (await fetch(server.urlOf(noder), { method: "POST", body: "x" })).text()).toBe("read 1");
    expect(world.calls()).toHaveLength(1);
  });
});

/** Handshakes and frames that are no good. */
const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
const VERSION = "Sec-WebSocket-Version: 13\r\n";
const HANDSHAKES: [what: string, bytes: string][] = [
  ["no key", `GET / HTTP/1.1\r\n${HOST}${UPGRADE}${VERSION}\r\n`],
  ["a key that is none", `GET / HTTP/1.1\r\n${HOST}${UPGRADE}${VERSION}Sec-WebSocket-Key: x\r\n\r\n`],
  ["a version that is none", `GET / HTTP/1.1\r\n${HOST}${UPGRADE}${KEY}Sec-WebSocket-Version: 7\r\n\r\n`],
  ["no version", `GET / HTTP/1.1\r\n${HOST}${UPGRADE}${KEY}\r\n`],
  ["another method", `POST / HTTP/1.1\r\n${HOST}${UPGRADE}${VERSION}${KEY}\r\n`],
  ["protocols that are none", `GET / HTTP/1.1\r\n${HOST}${UPGRADE}${VERSION}${KEY}Sec-WebSocket-Protocol: ,,\r\n\r\n`],
];
const FRAMES: [what: string, frame: number[]][] = [
  ["a frame that is not masked", [0x81, 0x01, 0x61]],
  ["an operation that is none", [0x83, 0x80, 0, 0, 0, 0]],
  ["a reserved bit", [0xf1, 0x80, 0, 0, 0, 0]],
  ["a continuation of nothing", [0x80, 0x80, 0, 0, 0, 0]],
  ["a long ping", [0x89, 0xfe, 0, 200, 0, 0, 0, 0, ...Array<number>(200).fill(0)]],
  ["a text that is no UTF-8", [0x81, 0x81, 0, 0, 0, 0, 0xff]],
  ["a code of closing that is none", [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed]],
  ["a length beyond all", [0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]],
];

describe("WebSockets that are no good", () => {
  test("a handshake is refused, and no input is made", async () => {
    const { world } = await open();
    await using _ = world;
    await using server = await world.serve();
    const port = portOf(server.urlOf(talker));
    for (const [what, bytes] of HANDSHAKES)
      expect(String(await sendBytes(port, bytes)), what).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(world.calls()).toEqual([]);
    await using socket = world.websocket(await world.within(() => talker.getWebUrl()));
    expect(await socket.receive()).toBe("welcome");
  });

  test.each(FRAMES)("%s ends the connection, and the input", async (_what, frame) => {
    const { world, seen } = await open();
    await using _ = world;
    await using server = await world.serve();
    const handshake = Buffer.from(`GET / HTTP/1.1\r\n${HOST}${UPGRADE}${VERSION}${KEY}\r\n`);
    const got = await sendBytes(portOf(server.urlOf(talker)), Buffer.concat([handshake, Uint8Array.from(frame)]));
    expect(String(got)).toMatch(/^HTTP\/1.1 101 /);
    await seen("input.ended", 1);
    expect(await (await fetch(server.urlOf(talker))).text()).toBe("talk");
  });
});

test("a container that is lost in the middle of an answer takes the connection along, and no other", async () => {
  await using world = await Emulator.start({ threads: 0 });
  world.faults.crash(streamer, { calls: 1, afterMs: 500 });
  await world.deploy(app);
  await using server = await world.serve();
  const port = portOf(server.urlOf(streamer));
  const ask = async (): Promise<string> =>
    String(await sendBytes(port, `GET / HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`));
  expect(await ask()).toMatch(/^HTTP\/1.1 200 .*date: Thu, 01 Jan 2026 .*half\r\n$/s);
  expect(await ask()).toMatch(/^HTTP\/1.1 200 .*half\r\n5\r\nwhole\r\n0\r\n\r\n$/s);
});
