import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Emulator } from "modal-emulator/emulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  abort,
  app,
  children,
  ciphers,
  endShared,
  fetchTwice,
  files,
  hangOn,
  query,
  queryShared,
  readOrders,
  rest,
  serve,
  stepByStep,
  threads,
} from "./apps/real-io.js";

const directory = mkdtempSync(join(tmpdir(), "modal-emulator-"));
const sockets = new Set<Socket>();
/** Answers each request after a moment, but for one that it never answers. */
const web = createServer(
  ({ url }, response) => void (url === "/never" || setTimeout(() => response.end(`page ${url}`), 80)),
);
/** Answers each piece of data after a moment. */
const database = createTcpServer((socket) =>
  socket.on("data", (data) => setTimeout(() => socket.write(`row ${String(data)}`), 80)),
);

async function listen(server: Server): Promise<void> {
  server.on("connection", (socket) => sockets.add(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function isRunning(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

beforeAll(async () => {
  await listen(web);
  await listen(database);
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  web.close();
  database.close();
  rmSync(directory, { recursive: true });
});

const realms = [{ threads: 1 }, { threads: 0 }];
const everywhere = [...realms, { isolation: "inline" as const }];

describe.each(everywhere)("with %o", { timeout: 30_000 }, (options) => {
  test("time stands still while something real is under way, and moves on after", async () => {
    await using world = await Emulator.start(options);
    await world.run(app, async () => {
      expect(await children.remote()).toEqual(["exec\n", "execFile\n", "got one\ngot two\n", 3, 2, "SIGTERM", 0]);
      expect(await ciphers.remote()).toEqual([32, 32, "58755933", 32, 4, "127.0.0.1", 0]);
      expect(await files.remote(directory)).toEqual([
        4,
        "line",
        "LIN",
        100_000,
        20_000,
        ["a", "copy", "lines", "short"],
        2,
        "LI",
        "ab",
        100_000,
        0,
      ]);
      expect(await threads.remote()).toEqual([2, 1000]);
      expect(await threads.remote()).toEqual([2, 2000]); // the thread lives on, and holds no time
    });
  });

  test("a pooled connection holds time while it is asked, and not while it idles", async () => {
    await using world = await Emulator.start(options);
    await world.run(app, async () => {
      expect(await query.remote(portOf(database), "1")).toEqual(["row 1", 1, 1000]);
      expect(await query.remote(portOf(database), "2")).toEqual(["row 2", 1, 2000]);
      expect(await fetchTwice.remote(portOf(web))).toEqual(["page /1", "page /2", "page /3", 3000]);
      expect(await abort.remote(portOf(web))).toEqual(["AbortError", "ECONNRESET", 4000]);
      expect(await serve.remote()).toEqual(["served", 6000]);
    });
  });

  test("what takes too long fails who waits for it, by name, and nobody else there", async () => {
    await using world = await Emulator.start({ ...options, realIoLimitMs: 800 });
    await world.run(app, async () => {
      const kept = rest.spawn();
      await expect(hangOn.remote("child", portOf(web))).rejects.toThrow(
        "Real I/O (a child process) took longer than 800 ms of real time (realIoLimitMs).",
      );
      expect(await (await kept).get()).toBe(1000);
      const [pid] = Array.from(world.logs, ({ message }) => Number(message));
      expect(pid).toBeGreaterThan(1);
      while (isRunning(pid)) await setImmediate(); // it ends with its container
      const outcomes = await Promise.allSettled([
        ...["fetch", "request", "thread", "clock"].map((way) => hangOn.remote(way, portOf(web))),
        stepByStep.remote(portOf(web)),
        rest.remote(),
      ]);
      expect(
        outcomes.map((outcome) =>
          outcome.status === "fulfilled" ? outcome.value : (outcome.reason as Error).message.split(") took")[0],
        ),
      ).toEqual([
        `Real I/O (fetch of http://127.0.0.1:${portOf(web)}/never`,
        `Real I/O (a connection to 127.0.0.1:${portOf(web)}`,
        "Real I/O (a worker thread",
        expect.stringContaining(
          "Real I/O (setImmediate, again and again; code that waits for the clock has to await a timer",
        ),
        1000,
        2000,
      ]);
    });
  });
});

describe.each(realms)("with %o", { timeout: 30_000 }, (options) => {
  test("a package's connection outlives the container that made it, and holds time for the next", async () => {
    await using world = await Emulator.start(options);
    await world.run(app, async () => {
      for (const n of [1, 2, 3])
        expect(await queryShared.remote(portOf(database), String(n))).toEqual([`row ${n}`, n * 1000]);
      await endShared.remote();
    });
    expect(world.containers(queryShared)).toHaveLength(3);
  });

  test("reads of real files come to an end in one order", async () => {
    const names = Array.from({ length: 8 }, (_, index) => join(directory, `file-${index}`));
    for (const [index, name] of names.entries()) writeFileSync(name, "line\n".repeat(4000 * ((index * 5) % 8)));
    const seen = new Set<string>();
    for (let run = 0; run < 5; run++) {
      await using world = await Emulator.start(options);
      seen.add(JSON.stringify(await world.run(app, () => readOrders.remote(names))));
    }
    expect([...seen]).toHaveLength(1);
    expect(JSON.parse([...seen][0] ?? "")).toMatchObject({
      readFile: "01234567",
      handle: expect.stringMatching(/^[0-7]{8}$/),
    });
  });
});
