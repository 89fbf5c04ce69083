import type { ModalClient } from "modal";
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { describe, expect, vi } from "vitest";
import { app, slow } from "./conformance/app.js";

const START = "2001-01-01T00:00:00Z";
test.override({ worldOptions: { startTime: START, threads: 0 } });

/** Notes whose time the code has that runs: of the world, which is long ago, or of the machine. */
function noting(): { readonly seen: Set<number>; readonly note: () => void } {
  const seen = new Set<number>();
  return {
    seen,
    note: () => void seen.add(new Date().getFullYear() === 2001 ? 2001 : Date.now() > Date.UTC(2020) ? 1 : 0),
  };
}

describe("code of users that Modal's package calls has the machine's time", () => {
  type Called = (client: (params: object) => Promise<ModalClient>, note: () => void) => Promise<unknown>;
  const CALLED: Readonly<Record<string, Called>> = {
    "a logger": async (client, note) => {
      const logger = { debug: note, info: note, warn: note, error: note };
      const modal = await client({ logger, logLevel: "debug" });
      await modal.queues.fromName("q", { createIfMissing: true });
    },
    "a middleware": async (client, note) => {
      async function* middleware(call: { request: unknown; next: CallableFunction }, options: object) {
        note();
        await Promise.resolve();
        note();
        const result: unknown = yield* call.next(call.request, { ...options, onTrailer: note });
        note();
        return result;
      }
      const modal = await client({ grpcMiddleware: [middleware] });
      await modal.queues.fromName("q", { createIfMissing: true });
    },
    "what follows a call": async (client, note) => {
      const modal = await client({});
      const queue = await modal.queues.fromName("q", { createIfMissing: true }).finally(note);
      await queue.put(1);
      for await (const _ of queue.iterate()) note();
    },
    streams: async (client, note) => {
      const modal = await client({});
      const own = await modal.apps.fromName("own", { createIfMissing: true });
      const sandbox = await modal.sandboxes.create(own, modal.images.fromRegistry("debian:12"), { command: ["cat"] });
      const lines = new ReadableStream({ pull: (to) => (note(), to.enqueue("line\n"), to.close()) });
      await lines.pipeTo(sandbox.stdin);
      await sandbox.stdout.pipeTo(new WritableStream({ write: note }));
    },
  };
  for (const [name, body] of Object.entries(CALLED))
    test(name, async ({ world }) => {
      const { seen, note } = noting();
      await body((params) => modalClient(world, params), note);
      expect(seen).toEqual(new Set([1]));
    });
});

test("stand-ins and faults of the test have the machine's time", async ({ world }) => {
  const { seen, note } = noting();
  await world.deploy(app);
  world.mock(slow, () => (note(), 0));
  world.faults.rpc("FunctionMap", { times: 1, code: "UNAVAILABLE", when: () => (note(), true) });
  const modal = await modalClient(world);
  expect(await (await modal.functions.fromName("conformance", "slow")).remote([1])).toBe(0);
  expect(seen).toEqual(new Set([1]));
});

test("clients of several worlds have each its world's time", async () => {
  await using stack = new AsyncDisposableStack();
  for (const startTime of [START, "2011-01-01T00:00:00Z"]) {
    const world = stack.use(await Emulator.start({ threads: 0, startTime }));
    const other = stack.use(await Emulator.start({ threads: 0 }));
    await modalClient(other);
    await world.deploy(app);
    const modal = await modalClient(world);
    const lasts = async (body: () => Promise<unknown>): Promise<number> => {
      const begin = world.clock.now();
      await body();
      return world.clock.now() - begin;
    };
    const queue = await modal.queues.fromName("q", { createIfMissing: true });
    expect(await lasts(() => expect(queue.get({ timeoutMs: 3000 })).rejects.toThrow("Queue q"))).toBe(3000);
    const all = async (): Promise<unknown[]> => Array.fromAsync(queue.iterate({ itemPollTimeoutMs: 1000 }));
    expect(await lasts(all)).toBe(1001); // it ends when more than that has passed
    const call = await (await modal.functions.fromName("conformance", "slow")).spawn([4000]);
    expect(await lasts(() => expect(call.get({ timeoutMs: 1000 })).rejects.toThrow("Timeout"))).toBe(1000);
    const counter = await (await modal.cls.fromName("conformance", "Counter")).instance({ start: 2 });
    world.faults.rpc("FunctionMap", { times: 2, code: "UNAVAILABLE" });
    const add = async (): Promise<void> => expect(await counter.method("add").remote([3])).toBe(5);
    expect(await lasts(add)).toBe(300); // tried again after 100 ms and 200 ms
  }
});

test("methods of Modal's package can be replaced, of a class and of an object", async ({ world }) => {
  const { Queue } = await import("modal");
  const modal = await modalClient(world);
  const queue = await modal.queues.fromName("q", { createIfMissing: true });
  const ofClass = vi.spyOn(Queue.prototype, "len").mockResolvedValue(41);
  expect(await queue.len()).toBe(41);
  const ofObject = vi.spyOn(queue, "len").mockResolvedValue(42);
  expect(await queue.len()).toBe(42);
  for (const spy of [ofObject, ofClass]) spy.mockRestore();
  expect(await queue.len()).toBe(0);
  expect(queue).toBeInstanceOf(Queue);
});
