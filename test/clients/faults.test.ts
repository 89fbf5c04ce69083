import { App, ClientClosed, InvalidError } from "modal-emulator";
import { Emulator, type FaultPlan } from "modal-emulator/emulator";
import { modalClient } from "modal-emulator/client";
import type { ModalClient, Sandbox } from "modal";
import { describe, expect, test } from "vitest";
import { expectError, expectRejection } from "../support/expect-error.js";

const app = new App("rpc-faults");
const square = app.function({}, async function square(x: number) {
  return x * x;
});

interface Opened extends AsyncDisposable {
  readonly world: Emulator;
  readonly modal: ModalClient;
  remote(x: number): Promise<unknown>;
  /** Virtual milliseconds that something takes. */
  takes(body: () => Promise<unknown>): Promise<number>;
  /** Codes of the faults that have hit, with the number of the attempt. */
  hits(): unknown[];
}

async function open(faults: FaultPlan = []): Promise<Opened> {
  const world = await Emulator.start({ threads: 0, faults });
  await world.deploy(app);
  const modal = await modalClient(world);
  const fn = await modal.functions.fromName("rpc-faults", "square");
  await fn.remote([0]);
  return {
    world,
    modal,
    remote: (x) => fn.remote([x]),
    async takes(body) {
      const before = world.clock.now();
      await body();
      return world.clock.now() - before;
    },
    hits: () => world.events.of("fault.rpc").map(({ method, attempt, code }) => [method, attempt, code]),
    [Symbol.asyncDispose]: () => world.close(),
  };
}

/** A sandbox that counts to five, a second each. */
async function counting({ modal }: Opened): Promise<Sandbox> {
  const sandboxes = await modal.apps.fromName("sandboxes", { createIfMissing: true });
  return modal.sandboxes.create(sandboxes, modal.images.fromRegistry("debian:12"));
}
const COUNT = ["sh", "-c", "for i in 1 2 3 4 5; do echo $i; sleep 1; done"];

describe("the client's own retries, on virtual time", () => {
  test.each([
    [1, 100],
    [2, 300],
    [3, 700],
  ])("after %i failures in a row, it has waited %i ms", async (times, ms) => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { times });
    expect(await opened.takes(async () => expect(await opened.remote(3)).toBe(9))).toBe(ms);
    expect(opened.hits()).toEqual(
      Array.from({ length: times }, (_, index) => ["FunctionMap", index + 1, "UNAVAILABLE"]),
    );
    opened.world.faults.verify();
  });

  test("after the fourth it gives up, and throws what the fault says", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { message: "no luck" });
    const failed = expect(opened.remote(3)).rejects.toThrow(/UNAVAILABLE: no luck$/);
    expect(await opened.takes(() => failed)).toBe(700);
    expect(opened.hits()).toHaveLength(4);
    expect(opened.world.calls(square)).toHaveLength(1);
  });

  test.each(["DEADLINE_EXCEEDED", "UNAVAILABLE", "CANCELLED", "INTERNAL", "UNKNOWN"] as const)(
    "%s is tried again",
    async (code) => {
      await using opened = await open();
      opened.world.faults.rpc("FunctionMap", { code, times: 1 });
      expect(await opened.remote(3)).toBe(9);
      expect(opened.hits()).toEqual([["FunctionMap", 1, code]]);
    },
  );

  test.each([
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "DATA_LOSS",
    "UNAUTHENTICATED",
  ] as const)("%s is not", async (code) => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { code });
    await expect(opened.remote(3)).rejects.toThrow(`${code}: A fault hit this call of FunctionMap.`);
    expect(opened.hits()).toHaveLength(1);
  });
});

describe("servers that ask to be left alone", () => {
  test("the client waits as long as it is told, as often as it is told", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { retryAfterMs: 5000, times: 6 });
    expect(await opened.takes(async () => expect(await opened.remote(3)).toBe(9))).toBe(30_000);
    expect(new Set(opened.hits().map((hit) => (hit as unknown[])[2]))).toEqual(new Set(["RESOURCE_EXHAUSTED"]));
  });

  test("with any code", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { retryAfterMs: 2500, code: "UNAVAILABLE", times: 1 });
    expect(await opened.takes(() => opened.remote(3))).toBe(2500);
  });
});

describe("answers", () => {
  test("that are lost: what was asked for is done once", async () => {
    await using opened = await open();
    const queue = await opened.modal.queues.ephemeral();
    opened.world.faults.rpc("QueuePut", { losesAnswer: true, times: 2 });
    opened.world.faults.rpc("FunctionMap", { losesAnswer: true, times: 3 });
    expect(await opened.takes(() => queue.put("a"))).toBe(300);
    expect(await queue.len()).toBe(1);
    expect(await opened.remote(4)).toBe(16);
    expect(opened.world.calls(square)).toHaveLength(2);
    queue.closeEphemeral();
  });

  test("that are lost for good, though what was asked for is done", async () => {
    await using opened = await open();
    const queue = await opened.modal.queues.ephemeral();
    opened.world.faults.rpc("QueuePut", { losesAnswer: true, code: "DATA_LOSS" });
    await expect(queue.put("a")).rejects.toThrow("DATA_LOSS");
    expect(await queue.len()).toBe(1);
    queue.closeEphemeral();
  });

  test("that come late", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { delayMs: 7000, times: 1 });
    expect(await opened.takes(() => opened.remote(3))).toBe(7000);
    expect(opened.world.events.of("fault.rpc")).toMatchObject([{ code: null, delayMs: 7000 }]);
  });

  test("that fail late", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { delayMs: 7000, code: "INTERNAL", times: 1 });
    expect(await opened.takes(() => opened.remote(3))).toBe(7100);
    expect(opened.world.calls(square)).toHaveLength(2);
  });

  test("that come later than the client waits", async () => {
    await using opened = await open();
    const fn = await opened.modal.functions.fromName("rpc-faults", "square");
    // it waits 10 s for each, and tries again three times
    opened.world.faults.rpc("FunctionGetCurrentStats", { delayMs: 3_600_000 });
    const failed = expect(fn.getCurrentStats()).rejects.toThrow(/DEADLINE_EXCEEDED|timed? ?out|timeout/i);
    expect(await opened.takes(() => failed)).toBe(10_000);
    await opened.world.clock.runUntilIdle(); // nothing of them is left
    expect(opened.world.clock.now()).toBeLessThan(Date.parse("2026-01-01T00:30:00Z"));
  });
});

describe("streams", () => {
  test("that are cut are taken up where they were", async () => {
    await using opened = await open();
    const sandbox = await counting(opened);
    const process = await sandbox.exec(COUNT);
    opened.world.faults.rpc("TaskExecStdioRead", { afterMessages: 1, times: 2 });
    expect(await process.stdout.readText()).toBe("1\n2\n3\n4\n5\n");
    expect(opened.hits()).toEqual([
      ["TaskExecStdioRead", 1, "UNAVAILABLE"],
      ["TaskExecStdioRead", expect.any(Number), "UNAVAILABLE"],
    ]);
  });

  test("that are cut before anything comes", async () => {
    await using opened = await open();
    const sandbox = await counting(opened);
    const process = await sandbox.exec(COUNT);
    opened.world.faults.rpc("TaskExecStdioRead", { afterMessages: 0, times: 1 });
    expect(await process.stdout.readText()).toBe("1\n2\n3\n4\n5\n");
  });

  test("a number of messages says nothing of calls with one answer, which fail at once", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { afterMessages: 1, times: 1 });
    expect(await opened.takes(() => opened.remote(3))).toBe(100);
    expect(opened.world.calls(square)).toHaveLength(2);
  });
});

describe("which calls are hit", () => {
  test("by number", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { calls: [2, 4], code: "ABORTED" });
    const outcomes = await inTurn(5, opened);
    expect(outcomes).toEqual(["0", "ABORTED", "4", "ABORTED", "16"]);
  });

  test("by attempt", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { attempts: [1, 2] });
    expect(await opened.takes(() => inTurn(2, opened))).toBe(600);
    expect(opened.hits().map((hit) => (hit as unknown[])[1])).toEqual([1, 2, 1, 2]);
  });

  test("by a chance that comes from the seed", async () => {
    const run = async (): Promise<string[]> => {
      await using opened = await open();
      opened.world.faults.rpc("FunctionMap", { probability: 0.5, code: "ABORTED" });
      return await inTurn(20, opened);
    };
    const first = await run();
    expect(new Set(first).size).toBeGreaterThan(3);
    expect(first).toContain("ABORTED");
    expect(await run()).toEqual(first);
  });

  test("by a predicate", async () => {
    await using opened = await open();
    const seen: unknown[] = [];
    opened.world.faults.rpc("FunctionMap", {
      when: ({ method, attempt, at }) => {
        seen.push([method, attempt, at - opened.world.clock.now()]);
        return attempt === 1;
      },
    });
    await opened.remote(3);
    expect(seen).toEqual([
      ["FunctionMap", 1, 0],
      ["FunctionMap", 2, 0],
    ]);
  });

  test("by a pattern, and any of them but those for a token", async () => {
    await using opened = await open();
    opened.world.faults.rpc(/^Queue(Put|Get)$/, { times: 2 });
    const queue = await opened.modal.queues.ephemeral();
    await queue.put(1);
    expect(await queue.get()).toBe(1);
    queue.closeEphemeral();
    expect(opened.hits()).toEqual([
      ["QueuePut", 1, "UNAVAILABLE"],
      ["QueuePut", 2, "UNAVAILABLE"],
    ]);
    opened.world.faults.rpc("any", { times: 1 });
    const other = await modalClient(opened.world); // asks for a token first
    await other.functions.fromName("rpc-faults", "square");
    expect(opened.hits().at(-1)).toEqual(["FunctionGet", 1, "UNAVAILABLE"]);
    opened.world.faults.rpc("AuthTokenGet", { times: 1 });
    await (await modalClient(opened.world)).functions.fromName("rpc-faults", "square");
    expect(opened.hits().at(-1)).toEqual(["AuthTokenGet", 1, "UNAVAILABLE"]);
  });

  test("of several, the one that was given first", async () => {
    await using opened = await open();
    opened.world.faults.rpc("FunctionMap", { code: "ABORTED", times: 1 });
    opened.world.faults.rpc("any", { code: "DATA_LOSS" });
    expect(await inTurn(2, opened)).toEqual(["ABORTED", "DATA_LOSS"]);
  });

  test("in the order of a plan", async () => {
    await using opened = await open([
      { kind: "rpc", method: "QueuePut", times: 2 },
      { kind: "rpc", method: /^QueueLen$/, code: "ABORTED" },
    ]);
    const queue = await opened.modal.queues.ephemeral();
    await queue.put(1);
    await expect(queue.len()).rejects.toThrow("ABORTED");
    queue.closeEphemeral();
    opened.world.faults.verify();
    expect(opened.hits()).toHaveLength(3);
  });
});

test("faults that had nothing to hit", async () => {
  await using opened = await open([{ kind: "rpc", method: "QueuePut" }]);
  opened.world.faults.rpc("QueueGett", { times: 1 });
  opened.world.faults.rpc(/Nothing/, { optional: true });
  expectError(
    () => opened.world.faults.verify(),
    InvalidError,
    'faults[0], {"kind":"rpc","method":"QueuePut"}',
    'world.faults.rpc("QueueGett", {"times":1})',
  );
});

test("what is no fault", async () => {
  await using opened = await open();
  const { faults } = opened.world;
  const refuses = (options: object, text: string): void =>
    expectError(() => faults.rpc("QueuePut", options), InvalidError, text);
  refuses({ time: 1 }, 'Unknown option "time"');
  refuses({ code: "TEAPOT" }, 'Option "code" of world.faults.rpc must be one of CANCELLED, UNKNOWN, ');
  refuses({ code: "OK" }, 'Option "code" of world.faults.rpc must be one of');
  refuses({ delayMs: 0 }, "must be a number of milliseconds above 0, up to 8.64e15, got 0.");
  refuses({ retryAfterMs: -1 }, 'Option "retryAfterMs" of world.faults.rpc must be a number of milliseconds above 0');
  refuses({ afterMessages: -1 }, 'Option "afterMessages" of world.faults.rpc must be a whole number from 0, got -1.');
  refuses({ losesAnswer: 1 }, 'Option "losesAnswer" of world.faults.rpc must be true or false, got 1.');
  refuses({ message: 1 }, 'Option "message" of world.faults.rpc must be a text, got 1.');
  refuses({ calls: 0 }, 'Option "calls" of world.faults.rpc must be a whole number from 1');
  refuses({ attempts: [] }, 'Option "attempts" of world.faults.rpc must be a whole number from 1');
  refuses({ when: true }, 'Option "when" of world.faults.rpc must be a function, got true.');
  refuses({ afterMessages: 1, losesAnswer: true }, "not both");
  for (const method of ["", 1, undefined, {}])
    expectError(() => faults.rpc(method as string), InvalidError, "takes the name of a method or a pattern");
  const plan = (fault: object): FaultPlan => [{ kind: "rpc", ...fault }] as FaultPlan;
  await expectRejection(
    () => Emulator.start({ faults: plan({ method: 1 }) }),
    InvalidError,
    'Option "method" of faults[0] of Emulator.start must be a text or a pattern, got 1.',
  );
  await expectRejection(
    () => Emulator.start({ faults: plan({ function: "a/b" }) }),
    InvalidError,
    'faults[0] of Emulator.start is of no function: say which calls by "method".',
  );
  await opened.world.close();
  expectError(() => faults.rpc("QueuePut"), ClientClosed, "this world is closed");
});

/** Squares of 0, 1, … in turn, or the code that a call failed with. */
async function inTurn(count: number, { remote }: Opened): Promise<string[]> {
  const outcomes: string[] = [];
  for (let x = 0; x < count; x++) {
    try {
      outcomes.push(String(await remote(x)));
    } catch (error) {
      outcomes.push(/([A-Z_]{5,}):/.exec(String(error))?.[1] ?? String(error));
    }
  }
  return outcomes;
}
