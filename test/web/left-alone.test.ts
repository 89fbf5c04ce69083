// Modal: docs/modal/web-endpoints.md#requests
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Emulator } from "modal-emulator/emulator";
import { app, endpoint, fetches, node, notes, port } from "./apps/left-alone.js";

const SECOND = Date.parse("2026-01-01T00:00:01Z");

describe.each([0, 1])("threads: %i", (threads) => {
  test.each([
    ["the signal of a Request", fetches, "/signal", ["signal"]],
    ["the signal of the input", fetches, "/current", ["current"]],
    ["a stream that is cancelled", fetches, "/cancel", ["cancel"]],
    ["a generator that ends", fetches, "/generator", ["generator"]],
    ["the signal of an endpoint's Request", endpoint, "/", ["endpoint"]],
    ["events of a server of Node's kind", node, "/", ["request", "response"]],
    ["events of a server on a port", port, "/", ["request", "response"]],
  ] as const)("code that hears that its client has gone away is the input's: %s", async (_, fn, path, expected) => {
    await using world = await Emulator.start({ threads, seed: 1 });
    await world.run(app, async () => {
      const response = await world.fetch(`${await fn.getWebUrl()}${path}`);
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
      await world.clock.advance({ seconds: 1 });
      const found = await Array.fromAsync(notes.items());
      expect(found.toSorted()).toEqual(expected.map((name) => [name, `in- ${SECOND}`]));
    });
  });

  test.each([
    ["hooks", fetches],
    ["a server of Node's kind", node],
    ["a server on a port", port],
  ] as const)("so is that of a WebSocket whose client breaks off: %s", async (_, fn) => {
    await using world = await Emulator.start({ threads, seed: 1, clock: "real" });
    await world.run(app, async () => {
      await using server = await world.serve();
      const socket = new WebSocket(server.urlOf(fn).replace("http", "ws"));
      await new Promise((resolve) => void socket.once("message", resolve));
      socket.terminate();
      await expect.poll(() => notes.get("socket")).toMatch(/^in- /);
    });
  });

  test.each([
    ["an app of the web platform's kind", fetches],
    ["a server of Node's kind", node],
    ["a server on a port", port],
  ] as const)("what it throws then ends its container, and nothing else: %s", async (_, fn) => {
    await using world = await Emulator.start({ threads, seed: 1 });
    await world.run(app, async () => {
      const url = await fn.getWebUrl();
      const leaving = new AbortController();
      const response = await world.fetch(`${url}/fails`, { signal: leaving.signal });
      leaving.abort();
      await expect(response.text()).rejects.toThrow("aborted");
      await world.clock.advance({ seconds: 1 });
      expect(world.events.of("container.stopped")).toHaveLength(1);
      expect(await (await world.fetch(`${url}/alive`)).text()).toBe("alive");
    });
  });
});
