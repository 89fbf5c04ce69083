// Modal: docs/modal/secrets-proxies-workspaces.md#tunnels
import { createRequire } from "node:module";
import net from "node:net";
import { expect, test } from "vitest";
import { Probe, TimeoutError } from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { servePlainly } from "../support/plain-server.js";
import { WAYS } from "../programs/ways.js";
import { inPlace } from "./with-sandbox.js";

const CASES = WAYS["this user"].flatMap((children) =>
  [0, 1].map((threads) => ({ children, threads, sandboxes: "process" }) as const),
);

/** Answers with what it was asked for, in two pieces with a while between. */
const SERVER = `
const server = require("node:http").createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  response.write(request.method + " " + request.url);
  await new Promise((resolve) => setTimeout(resolve, 150));
  response.end(" " + body + " " + request.headers.host);
});
setTimeout(() => server.listen(Number(process.argv[1]), "127.0.0.1"), 100);`;

/** One that is free on this machine. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test.for(CASES)("a server is reached through a tunnel, once it is ready: $children, $threads threads", (options) =>
  inPlace(async ({ world, make }) => {
    const port = await freePort();
    const sandbox = await make("node", "-e", SERVER, String(port), {
      encryptedPorts: [port],
      readinessProbe: Probe.withTcp(port, { intervalMs: 20 }),
    });
    await sandbox.waitUntilReady(20_000);
    const { [port]: tunnel } = await sandbox.tunnels();
    expect(tunnel?.url).toMatch(/modal\.host/);
    const answers = await Promise.all(
      ["/a", "/b?c"].map(async (path) => {
        const answer = await world.fetch(`${tunnel?.url}${path}`, { method: "POST", body: "text" });
        return [answer.status, await answer.text()];
      }),
    );
    const { host } = new URL(String(tunnel?.url));
    expect(answers).toEqual([
      [200, `POST /a text ${host}`],
      [200, `POST /b?c text ${host}`],
    ]);
    await sandbox.terminate();
    expect((await world.fetch(String(tunnel?.url))).status).toBe(502);
  }, options),
);

/** Answers in pieces, and on WebSockets, each with a while between. */
const SLOW_SERVER = `
const { WebSocketServer } = require(process.argv[1]);
const later = (ms, body) => setTimeout(body, ms);
const server = require("node:http").createServer((request, response) => {
  response.write("a");
  later(100, () => response.write("b"));
  later(200, () => response.end("c"));
});
new WebSocketServer({ server }).on("connection", (socket) =>
  socket.on("message", (message) => later(80, () => socket.send("got " + message))),
);
server.listen(Number(process.argv[2]), "127.0.0.1");`;

test.for([0, 1])("an answer in pieces and a WebSocket are waited for, with %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const port = await freePort();
      const sandbox = await make(
        "node",
        "-e",
        SLOW_SERVER,
        createRequire(import.meta.url).resolve("ws"),
        String(port),
        {
          encryptedPorts: [port],
          readinessProbe: Probe.withTcp(port, { intervalMs: 20 }),
        },
      );
      await sandbox.waitUntilReady(20_000);
      const { [port]: tunnel } = await sandbox.tunnels();
      const start = world.clock.now();
      const answer = await world.fetch(String(tunnel?.url));
      expect(await answer.text()).toBe("abc");
      await using socket = world.websocket(String(tunnel?.url).replace("https", "wss"));
      for (const word of ["one", "two"]) {
        socket.send(word);
        expect(await socket.receive()).toBe(`got ${word}`);
      }
      expect(world.clock.now()).toBe(start);
    },
    { sandboxes: "process", threads },
  ),
);

test("a port of this machine that is somebody else's is not reached", async () => {
  await using other = await servePlainly((_request, response) => void response.end("of somebody else"));
  const { port } = other;
  await inPlace(
    async ({ world, make }) => {
      const sandbox = await make({
        encryptedPorts: [port],
        readinessProbe: Probe.withTcp(port, { intervalMs: 20 }),
      });
      const { [port]: tunnel } = await sandbox.tunnels();
      expect((await world.fetch(String(tunnel?.url))).status).toBe(502);
      await expectRejection(() => sandbox.waitUntilReady(200), TimeoutError);
    },
    { sandboxes: "process" },
  );
});

test("a command says whether it is ready", () =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make("sh", "-c", "read line; touch /tmp/modal-emulator-ready; sleep 300", {
        readinessProbe: Probe.withExec("test", "-e", "/tmp/modal-emulator-ready", { intervalMs: 50 }),
      });
      await expectRejection(() => sandbox.waitUntilReady(200), TimeoutError, "not ready within 200");
      await sandbox.stdin.writeText("\n");
      await sandbox.waitUntilReady(20_000);
    },
    { sandboxes: "process" },
  ));
