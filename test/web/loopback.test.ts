import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { once } from "node:events";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { App, wsgiApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { app as childServers, node } from "./apps/child-servers.js";
import { app as webServers, plain, sockets } from "./apps/web-servers.js";

const app = new App("loopback");
/** Listens on all addresses, in every way. */
const open = app.function({}, async function open() {
  for (const [port, ...host] of [[8000], [8001, "0.0.0.0"], [8002, "::"], [0], [8003, "localhost"]] as const)
    await once(http.createServer().listen(port, ...(host as [])), "listening");
  await sleep(60_000);
});
const served = app.function(
  {},
  wsgiApp(function served() {
    return (_request, response) => void response.end("served");
  }),
);

/** What a process has open. */
function inodes(pid: string): Set<string> {
  const found = new Set<string>();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      found.add(/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? "");
    } catch {
      // that of the folder itself
    }
  }
  return found;
}

/** Addresses and ports that a process listens on. */
function listening(pid = "self"): Map<string, string> {
  const found = new Map<string, string>();
  const own = inodes(pid);
  for (const file of ["/proc/self/net/tcp", "/proc/self/net/tcp6"])
    for (const line of readFileSync(file, "utf8").split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state === "0A" && own.has(inode)) found.set(inode, local);
    }
  return found;
}

/** 127.0.0.1, as the kernel writes it. */
const LOOPBACK = /^0100007F:/;

test.runIf(process.platform === "linux").each([0, 2])(
  "nothing listens anywhere but on 127.0.0.1: threads %i",
  async (threads) => {
    const before = listening();
    const real = http.createServer().listen(0, "127.0.0.1"); // of the host's, so it is a port of the machine
    await once(real, "listening");
    const opened = (): string[] => [...listening()].filter(([inode]) => !before.has(inode)).map(([, local]) => local);
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const running = open.spawn();
      await world.clock.advance(30_000);
      expect(opened()).toEqual([expect.stringMatching(LOOPBACK)]);
      real.close();
      expect(opened()).toEqual([]);
      await (await running).get();
    });
    await world.run(webServers, async () => {
      await world.fetch(await plain.getWebUrl());
      await using socket = world.websocket(await sockets.getWebUrl());
      await socket.receive();
      expect(opened()).toEqual([]);
    });
    await world.run(childServers, async () => {
      const pid = await (await world.fetch(`${await node.getWebUrl()}/pid`)).text();
      expect([...listening(pid).values()]).toEqual([expect.stringMatching(LOOPBACK)]);
    });
    await world.run(app, async () => {
      await using server = await world.serve();
      expect(await (await fetch(server.urlOf(served))).text()).toBe("served");
      const addresses = opened();
      expect(addresses.length).toBeGreaterThanOrEqual(2);
      expect(addresses.filter((address) => !LOOPBACK.test(address))).toEqual([]);
    });
  },
);
