// Modal: docs/modal/context-ids-and-logs.md#logs
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import {
  App,
  DeadlockError,
  ExecutionError,
  FunctionCall,
  Function_,
  InvalidError,
  type LogEntry,
  LogsFetchError,
  NotFoundError,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("logs");
const START = new Date("2026-01-01T00:00:00Z");

/** Writes one line each 10 s, the last to stderr. */
const count = app.function({}, async function count(name: string, lines: number) {
  for (let line = 1; line <= lines; line++) {
    if (line > 1) await sleep(10_000);
    if (line === lines) console.error(`${name} ${line}`);
    else console.log(`${name} ${line}`);
  }
  return lines;
});
const flood = app.function({}, async function flood() {
  for (let line = 0; line < 10_001; line++) console.log("x");
});
/** What it has written so far, from the inside. */
const reads = app.function({}, async function own(): Promise<unknown> {
  console.log("mine");
  await sleep(0);
  const after = await app.logs.tail(1);
  const [entry] = await reads.logs.tail(1);
  return {
    after: after.map(({ message }) => message),
    objectId: entry?.objectId,
    isDate: entry?.timestamp instanceof Date,
  };
});

const messages = (entries: readonly LogEntry[]): string[] => entries.map(({ message }) => message);
const at = (seconds: number): Date => new Date(START.getTime() + 1000 * seconds);

async function within<T>(world: Emulator, body: () => Promise<T>): Promise<T> {
  return await world.run(app, body);
}

describe("as Modal's JavaScript SDK has them", () => {
  test("fetch and tail are gone through, and tail takes the number as an option", async ({ world }) => {
    await within(world, async () => {
      const call = await count.spawn("a", 3);
      await call.get();
      expect(messages(await Array.fromAsync(call.logs.fetch()))).toEqual(["a 1", "a 2", "a 3"]);
      expect(messages(await Array.fromAsync(count.logs.fetch({ since: START })))).toEqual(["a 1", "a 2", "a 3"]);
      expect(messages(await Array.fromAsync(app.logs.tail({ entries: 2 })))).toEqual(["a 2", "a 3"]);
      expect(messages(await call.logs.tail({ entries: 1, source: "stdout" }))).toEqual(["a 2"]);
      expect(messages(await call.logs.tail({ source: "stderr" }))).toEqual(["a 3"]);
      await expectRejection(() => Array.fromAsync(call.logs.tail({ entries: 0 })), InvalidError, "1 or more");
      await expectRejection(() => call.logs.tail({ entry: 1 } as never), InvalidError, '"entry"');
      await expectRejection(() => call.logs.tail(1, { entries: 2 } as never), InvalidError, '"entries"');
      await expectRejection(() => call.logs.tail("1" as never), InvalidError, "options object", '"1"');
    });
  });
});

describe("fetch and tail", () => {
  test("give the entries of an app, a function and a call, with ids from wide to narrow", async ({ world }) => {
    await within(world, async () => {
      const [a, b] = [await count.spawn("a", 3), await count.spawn("b", 2)];
      await Promise.all([a.get(), b.get()]);
      expect(messages(await count.logs.fetch({ since: START }))).toEqual(["a 1", "b 1", "b 2", "a 2", "a 3"]);
      expect(messages(await a.logs.fetch())).toEqual(["a 1", "a 2", "a 3"]);
      expect(messages(await app.logs.tail(2))).toEqual(["a 2", "a 3"]);
      expect(messages(await count.logs.tail(1, { source: "stdout" }))).toEqual(["a 2"]);
      const input = world.events.of("input.created").find(({ call }) => call === a.functionCallId)?.input;
      const container = world.events.of("attempt.started").find((started) => started.input === input)?.container;
      expect((await app.logs.tail(1))[0]).toEqual({
        message: "a 3",
        timestamp: at(20),
        source: "stderr",
        objectId: app.appId,
        contextIds: [count.functionId, a.functionCallId, input, container],
        containerId: container,
        inputId: input,
      });
      expect((await count.logs.tail(1))[0]?.objectId).toBe(count.functionId);
      expect(await flood.logs.tail()).toEqual([]);
    });
    expect(messages(await world.within(() => app.logs.tail(1)))).toEqual(["a 3"]); // also when the app has stopped
  });

  test("narrow down by time, both ends included, by source and by text", async ({ world }) => {
    await within(world, async () => {
      await count.remote("c", 4);
      const fetch = async (options: Parameters<typeof count.logs.fetch>[0]): Promise<string[]> =>
        messages(await count.logs.fetch(options));
      expect(await fetch({ since: at(10), until: at(20) })).toEqual(["c 2", "c 3"]);
      expect(await fetch({ since: at(21) })).toEqual(["c 4"]);
      expect(await fetch({ since: START, source: "stderr" })).toEqual(["c 4"]);
      expect(await fetch({ since: START, source: "system" })).toEqual([]);
      expect(await fetch({ since: START, source: null, searchText: " 3" })).toEqual(["c 3"]);
      const call = FunctionCall.fromId(world.calls(count)[0]?.callId ?? "");
      expect(messages(await call.logs.fetch({ since: at(20), until: at(20) }))).toEqual(["c 3"]);
    });
  });

  test("work inside containers", async ({ world }) => {
    const result = await within(world, () => reads.remote());
    expect(result).toEqual({ after: ["mine"], objectId: expect.stringMatching(/^fu-/), isDate: true });
  });

  test("refuse what cannot be meant", async ({ world }) => {
    const wrong = (value: unknown): never => value as never;
    await within(world, async () => {
      await expectRejection(() => count.logs.fetch(wrong({})), TypeError, "since", "undefined");
      await expectRejection(() => count.logs.fetch({ since: wrong("2026-01-01") }), TypeError, "since must be a Date");
      await expectRejection(
        () => count.logs.fetch({ since: START, until: wrong(5) }),
        TypeError,
        "until must be a Date",
      );
      await expectRejection(() => count.logs.fetch({ since: START, source: wrong("stdin") }), InvalidError, '"stdin"');
      await expectRejection(() => count.logs.fetch({ since: START, searchText: wrong(1) }), InvalidError, "searchText");
      await expectRejection(() => count.logs.fetch(wrong({ from: START })), InvalidError, '"from"');
      await expectRejection(() => count.logs.tail(0), InvalidError, "1 or more");
      await expectRejection(() => count.logs.tail(10_001), LogsFetchError, "10001");
      await flood.remote();
      await expectRejection(() => flood.logs.fetch({ since: START }), LogsFetchError, "10001", "shorter span");
      await expectRejection(() => FunctionCall.fromId("fc-none").logs.fetch(), NotFoundError, "fc-none");
      await expectRejection(() => Function_.fromName("nobody", "f").logs.tail(), NotFoundError, "nobody");
      expectError(() => count.logs.stream({ timeoutMs: Number.NaN }), InvalidError, "timeoutMs");
    });
    await expectRejection(() => count.logs.tail(), ExecutionError, "count");
    await expectRejection(() => new App("other").logs.tail(), ExecutionError, "other");
  });
});

describe("stream", () => {
  test("of a call gives all of it, as it is written, and ends with its inputs", async ({ world }) => {
    await within(world, async () => {
      const call = await count.spawn("d", 3);
      await world.clock.advance({ seconds: 5 });
      const seen: (readonly [string, number])[] = [];
      for await (const { message } of call.logs.stream()) seen.push([message, world.clock.now() - START.getTime()]);
      expect(seen).toEqual([
        ["d 1", 5000],
        ["d 2", 10_000],
        ["d 3", 20_000],
      ]);
      expect(messages(await Array.fromAsync(call.logs.stream()))).toEqual(["d 1", "d 2", "d 3"]);
    });
  });

  test("of an app begins with now and ends when the app has stopped", async ({ world }) => {
    await using running = await world.within(() => app.run());
    await running.within(() => count.remote("before", 1));
    const stream = running.within(() => app.logs.stream());
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { message } of stream) {
        seen.push(message);
        if (message === "e 2") void running.stop();
      }
    })();
    await running.within(() => count.spawn("e", 2));
    await reading;
    expect(seen).toEqual(["e 1", "e 2"]);
  });

  test("ends after a silence, and at once without patience", async ({ world }) => {
    await within(world, async () => {
      await count.spawn("f", 2);
      expect(messages(await Array.fromAsync(count.logs.stream({ timeoutMs: 9000 })))).toEqual(["f 1"]);
      expect(world.clock.now()).toBe(at(9).getTime());
      expect(await Array.fromAsync(count.logs.stream({ timeoutMs: 0 }))).toEqual([]);
      expect(world.clock.now()).toBe(at(9).getTime());
    });
  });

  test("goes on when the log has dropped its first events; then there is no bill", async () => {
    await using world = await Emulator.start({ threads: 0, events: { keep: 50 } });
    await within(world, async () => {
      await flood.remote();
      expect(world.events.dropped).toBeGreaterThan(0);
      const call = await count.spawn("g", 2);
      expect(messages(await Array.fromAsync(call.logs.stream()))).toEqual(["g 1", "g 2"]);
      expectError(() => world.bill(), InvalidError, `first ${world.events.dropped} events`, "keep: Infinity");
    });
    await world.within(() => app.logs.tail(1));
    expect(world.events.isHeard).toBe(false); // nobody follows any more
  });

  test("that waits for what never comes says so", async ({ world }) => {
    await within(world, () =>
      expectRejection(() => Array.fromAsync(app.logs.stream()), DeadlockError, "output of app `logs`"),
    );
  });
});
