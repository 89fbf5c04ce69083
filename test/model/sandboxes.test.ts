// Modal: docs/modal/sandboxes.md#life-of-a-sandbox
import fc from "fast-check";
import { expect, test } from "vitest";
import { AlreadyExistsError, App, ConflictError, type Image, NotFoundError, Sandbox } from "modal-emulator";
import { Emulator, type WorldEvent } from "modal-emulator/emulator";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const RUNS = searchSize(40);

/** `on` and `from` are places among the sandboxes and images that there are, counted round. */
type Step =
  | {
      readonly kind: "create";
      readonly name: string | undefined;
      /** Seconds that its main process sleeps; `undefined`: for ever. */
      readonly sleeps: number | undefined;
      readonly timeoutMs: number;
      readonly idleTimeoutMs: number | undefined;
      readonly from: number | undefined;
    }
  | { readonly kind: "exec"; readonly on: number; readonly seconds: number; readonly timeoutMs: number | undefined }
  | { readonly kind: "write"; readonly on: number; readonly text: string }
  | { readonly kind: "snapshot" | "terminate" | "look"; readonly on: number }
  | { readonly kind: "wait"; readonly ms: number };

const on = fc.nat(5);
// no sums of waits meet an end: whether that has come at its very instant is left open
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("create" as const),
      name: fc.constantFrom(undefined, undefined, "a", "b"),
      sleeps: fc.constantFrom(undefined, undefined, 3, 40),
      timeoutMs: fc.constantFrom(5000, 30_000, 300_000),
      idleTimeoutMs: fc.constantFrom(undefined, undefined, 4000),
      from: fc.option(fc.nat(3), { nil: undefined }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("exec" as const),
      on,
      seconds: fc.constantFrom(0, 1, 7),
      timeoutMs: fc.constantFrom(undefined, undefined, 500),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("write" as const), on, text: fc.constantFrom("x", "y", "z") }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("snapshot", "terminate", "look"), on }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(901, 2503, 6007, 50_021) }),
  },
);

/** What is expected of a sandbox. Times are epoch milliseconds. */
interface Expected {
  readonly sandbox: Sandbox;
  readonly name: string | undefined;
  /** It ends by then by itself, and with which code. */
  endsAt: number;
  code: number;
  readonly idleTimeoutMs: number | undefined;
  /** Its commands have ended by then. */
  busyUntil: number;
  text: string | undefined;
}

class Model {
  readonly sandboxes: Expected[] = [];
  readonly images: { readonly image: Image; readonly text: string | undefined }[] = [];

  isOver(expected: Expected, now: number): boolean {
    return now >= this.endOf(expected).at;
  }

  endOf({ endsAt, code, idleTimeoutMs, busyUntil }: Expected): { at: number; code: number } {
    const idleAt = idleTimeoutMs === undefined ? Infinity : busyUntil + idleTimeoutMs;
    // limits of one instant come in the order in which they were set: that of its life is older
    return idleAt < endsAt ? { at: idleAt, code: 137 } : { at: endsAt, code };
  }
}

async function take(step: Step, model: Model, world: Emulator, app: App): Promise<void> {
  const { sandboxes, images } = model;
  const now = world.clock.now();
  if (step.kind === "wait") {
    await world.clock.advance({ milliseconds: step.ms });
    return;
  }
  if (step.kind === "create") {
    const { name, sleeps, timeoutMs, idleTimeoutMs } = step;
    const base = step.from === undefined ? undefined : images[step.from % Math.max(1, images.length)];
    const words = sleeps === undefined ? [] : ["sleep", String(sleeps)];
    const making = Sandbox.create(...words, {
      app,
      timeoutMs,
      ...(name !== undefined && { name }),
      ...(idleTimeoutMs !== undefined && { idleTimeoutMs }),
      ...(base && { image: base.image }),
    });
    if (name !== undefined && sandboxes.some((other) => other.name === name && !model.isOver(other, now))) {
      await expect(making).rejects.toThrow(AlreadyExistsError);
      return;
    }
    const runsFor = sleeps === undefined ? Infinity : sleeps * 1000;
    const isTimedOut = timeoutMs < runsFor;
    sandboxes.push({
      sandbox: await making,
      name,
      endsAt: now + Math.min(timeoutMs, runsFor),
      code: isTimedOut ? 124 : 0,
      idleTimeoutMs,
      busyUntil: now,
      text: base?.text,
    });
    return;
  }
  const expected = sandboxes[step.on % Math.max(1, sandboxes.length)];
  if (!expected) return;
  const { sandbox } = expected;
  const isOver = model.isOver(expected, now);
  switch (step.kind) {
    case "exec": {
      const { seconds, timeoutMs } = step;
      const starting = sandbox.exec(["sleep", String(seconds)], timeoutMs === undefined ? {} : { timeoutMs });
      if (isOver) return expect(starting).rejects.toThrow(ConflictError);
      await starting;
      const runsFor = Math.min(seconds * 1000, timeoutMs ?? Infinity);
      expected.busyUntil = Math.max(expected.busyUntil, now + runsFor);
      return;
    }
    case "write": {
      const writing = sandbox.filesystem.writeText(step.text, "/srv/text");
      if (isOver) return expect(writing).rejects.toThrow(NotFoundError);
      await writing;
      expected.text = step.text;
      expected.busyUntil = Math.max(expected.busyUntil, now);
      return;
    }
    case "snapshot": {
      const taking = sandbox.snapshotFilesystem({ ttlMs: null });
      if (isOver) return expect(taking).rejects.toThrow(NotFoundError);
      images.push({ image: await taking, text: expected.text });
      expected.busyUntil = Math.max(expected.busyUntil, now);
      return;
    }
    case "terminate":
      await sandbox.terminate();
      if (!isOver) Object.assign(expected, { endsAt: now, code: 137 });
      return;
    case "look":
      if (isOver) return;
      if (expected.text === undefined) await expect(sandbox.filesystem.stat("/srv/text")).rejects.toThrow();
      else expect(await sandbox.filesystem.readText("/srv/text")).toBe(expected.text);
      expected.busyUntil = Math.max(expected.busyUntil, now);
  }
}

async function check(model: Model, world: Emulator): Promise<void> {
  const now = world.clock.now();
  const running: string[] = [];
  for await (const { objectId } of Sandbox.list()) running.push(objectId);
  const alive = model.sandboxes.filter((expected) => !model.isOver(expected, now));
  expect(running).toEqual(alive.map(({ sandbox }) => sandbox.objectId).toReversed());
  for (const expected of model.sandboxes)
    expect(await expected.sandbox.poll()).toBe(model.isOver(expected, now) ? model.endOf(expected).code : null);
}

async function run(steps: readonly Step[], threads: number): Promise<readonly WorldEvent[]> {
  await using world = await Emulator.start({ threads, seed: steps.length });
  await world.within(async () => {
    const app = await App.lookup("model", { createIfMissing: true });
    const model = new Model();
    for (const each of steps) {
      await take(each, model, world, app);
      await check(model, world);
    }
    await world.clock.advance({ minutes: 10 });
    await check(model, world);
  });
  return [...world.events];
}

test(
  "sandboxes live as a simple model says",
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), (steps) => run(steps, 0).then(() => undefined)),
      { numRuns: RUNS },
    ),
  SEARCH_LIMIT_MS,
);

test(
  "the same happens with any number of threads",
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
        const alone = await run(steps, 0);
        for (const threads of [1, 2, 4]) expect(await run(steps, threads)).toEqual(alone);
      }),
      { numRuns: Math.ceil(RUNS / 5) },
    ),
  SEARCH_LIMIT_MS,
);
