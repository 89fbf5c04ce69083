// Modal: docs/modal/containers.md#blocked-networks
import dgram from "node:dgram";
import dns, { lookup } from "node:dns";
import dnsPromises from "node:dns/promises";
import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import tls from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { App, Dict, method, type Isolation } from "modal-emulator";
import { test } from "modal-emulator/vitest";

/** How a test program may want to reach others: each rejects with what it hears, or gives a text. */
const WAYS = {
  fetch: async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text(),
  "fetch of a stand-in": async () => (await fetch("https://stands.example/")).text(),
  "http.get": async (port: number) => {
    const [response] = (await once(http.get({ port, host: "127.0.0.1" }), "response")) as [http.IncomingMessage];
    return (await response.setEncoding("utf8").toArray()).join("");
  },
  "http.get without an agent": async (port: number) => {
    await once(http.get({ port, host: "127.0.0.1", agent: false }), "response");
    return "answered";
  },
  "https.get": async (port: number) => {
    await once(https.get({ port, host: "127.0.0.1" }), "response");
    return "answered";
  },
  "net.connect": async (port: number) => {
    await once(net.connect(port, "127.0.0.1"), "connect");
    return "connected";
  },
  "net.Socket": async (port: number) => {
    await once(new net.Socket().connect({ port, host: "localhost" }), "connect");
    return "connected";
  },
  "tls.connect": async (port: number) => {
    await once(tls.connect({ port, host: "127.0.0.1" }), "secureConnect");
    return "connected";
  },
  "http2.connect": async (port: number) => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    await once(session, "connect");
    session.destroy();
    return "connected";
  },
  "dgram.send": async (port: number) => {
    const socket = dgram.createSocket("udp4");
    try {
      await promisify((told: (error: Error | null) => void) => socket.send("x", port, "127.0.0.1", told))();
      return "sent";
    } finally {
      socket.close();
    }
  },
  "dgram.send without a callback": async (port: number) => {
    const socket = dgram.createSocket("udp4");
    socket.send("x", port, "127.0.0.1");
    await once(socket, "never");
    return "sent";
  },
  "dns.lookup": async () => promisify(lookup)("name.example"),
  "dns.resolve4": async () => promisify(dns.resolve4)("name.example"),
  "dns.Resolver": async () => {
    const resolver = new dns.Resolver();
    return new Promise((resolve, reject) => {
      resolver.resolveMx("name.example", (error, found) => (error ? reject(error) : resolve(found)));
    });
  },
  "dns.promises": async () => dnsPromises.lookup("name.example"),
  "dns.promises.Resolver": async () => new dnsPromises.Resolver().resolveTxt("name.example"),
} satisfies Record<string, (port: number) => Promise<unknown>>;
type Way = keyof typeof WAYS;

/** What is inside of a container, and goes on. */
const INSIDE = {
  "its own server": async () => {
    const server = http.createServer((_, response) => response.end("own"));
    await once(server.listen(0), "listening");
    const { port } = server.address() as AddressInfo;
    try {
      return await WAYS["http.get"](port);
    } finally {
      server.close();
    }
  },
  "a data URL": async () => (await fetch("data:,inside")).text(),
  "an address by its name": async () => (await dnsPromises.lookup("127.0.0.1")).address,
  "what Modal stores": async () => {
    const dict = Dict.fromName<string>("reached", { createIfMissing: true });
    await dict.put("key", "kept");
    return dict.get("key");
  },
};
const EXPECTED_INSIDE = {
  "its own server": "own",
  "a data URL": "inside",
  "an address by its name": "127.0.0.1",
  "what Modal stores": "kept",
};

async function attempt(way: Way, port: number): Promise<Record<string, unknown>> {
  try {
    return { came: await WAYS[way](port) };
  } catch (error) {
    const { message, code, cause } = error as Error & { code?: string; cause?: { code?: string } };
    return { message, code: code ?? cause?.code };
  }
}

const app = new App("blocked-network");
const blocked = (["realm", "thread", "inline"] as const).map((isolation: Isolation) => isolation);
const functions = new Map<Isolation, { tryOut(way: Way, port: number): Promise<Record<string, unknown>> }>();
for (const isolation of blocked) {
  const tryOut = app.function({ name: `blocked-${isolation}`, isolation, blockNetwork: true }, attempt);
  functions.set(isolation, { tryOut: (way, port) => tryOut.remote(way, port) });
}
const free = app.function({ name: "free" }, attempt);
const Blocked = app.cls(
  { blockNetwork: true },
  class Blocked {
    tryOut = method(attempt);
  },
);
const inside = app.function({ blockNetwork: true }, async function inside(what: keyof typeof INSIDE) {
  return INSIDE[what]();
});

const server = http.createServer((_, response) => response.end("hello"));
let port = 0;
let connections = 0;
server.on("connection", () => connections++);
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

for (const threads of [0, 1])
  describe(`blockNetwork, with ${threads} threads`, () => {
    test.override({ worldOptions: { threads, offline: false } });

    for (const way of Object.keys(WAYS) as Way[])
      test(`refuses ${way}`, async ({ world }) => {
        const stand = () => new Response("stands in");
        world.onFetch("https://stands.example/*", stand, { optional: true });
        connections = 0;
        await world.run(app, async () => {
          for (const [isolation, { tryOut }] of functions) {
            const { came, message, code } = await tryOut(way, port);
            expect(came, isolation).toBeUndefined();
            expect(message, isolation).toContain(`the option \`blockNetwork\` of \`blocked-${isolation}\``);
            expect(code, isolation).toBe(way.startsWith("dns") ? "EAI_AGAIN" : "ENETUNREACH");
          }
          expect((await new Blocked().tryOut.remote(way, port))["message"]).toContain("`blockNetwork` of `Blocked`");
        });
        expect(connections).toBe(0);
      });

    test("leaves other containers alone, and what they keep open is not for those that are blocked", async ({
      world,
    }) => {
      world.onFetch("https://stands.example/*", () => new Response("stands in"));
      await world.run(app, async () => {
        expect(await free.remote("fetch of a stand-in", port)).toEqual({ came: "stands in" });
        expect(await free.remote("http.get", port)).toEqual({ came: "hello" });
        expect(await functions.get("realm")?.tryOut("http.get", port)).toMatchObject({ code: "ENETUNREACH" });
        for (const way of ["fetch", "net.connect", "http2.connect"] as const)
          expect(await free.remote(way, port), way).not.toHaveProperty("message");
      });
    });

    for (const [what, expected] of Object.entries(EXPECTED_INSIDE))
      test(`lets through ${what}`, async ({ world }) => {
        expect(await world.run(app, () => inside.remote(what as keyof typeof INSIDE))).toBe(expected);
      });
  });
