import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { App, batched, experimental, InvalidError } from "modal-emulator";
import { type Cost, Emulator, RATES } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { expectError } from "../support/expect-error.js";

const app = new App("bill");

/** A core and a GiB. */
const plain = app.function(
  { cpu: 1, memoryMiB: 1024, scaledownWindowMs: 10_000, maxContainers: 1, retries: 1 },
  async function plain(ms: number, fails = false) {
    await sleep(ms);
    if (fails) throw new Error("again");
  },
);
const small = app.function({}, async function small() {
  await sleep(1000);
});
const render = app.function(
  { gpu: ["A100-80GB:2", "L4"], cpu: [2, 4], memoryMiB: [2048, 4096] },
  async function render() {
    await sleep(1000);
  },
);
const pinned = app.function({ gpu: "h100!" }, async function pinned() {
  await sleep(1000);
});
const ranks = app.function(
  { name: "ranks" },
  experimental.clustered({ size: 2 }, async function ranks() {
    await sleep(1000);
  }),
);
const odd = app.function({ gpu: "Z9" }, async function odd() {});
const together = app.function(
  { name: "together" },
  batched({ maxBatchSize: 2, waitMs: 0 }, async function together(names: string[]) {
    await sleep(1000);
    return names;
  }),
);

const total = ({ total: dollars }: Cost): number => dollars;

describe("the bill", () => {
  test("tells starts, first attempts, retries and idle time apart, in all, by function and by call", async () => {
    await using world = await Emulator.start({ threads: 0, coldStartMs: 2000 });
    await world.deploy(app);
    await world.within(async () => {
      await plain.remote(3000);
      await world.clock.advance({ seconds: 1 });
      await plain.remote(1000, true).catch(() => undefined); // 1 s, 1 s until its retry, 1 s
      await world.clock.advance({ seconds: 60 });
    });
    const bill = world.bill();
    const [first, second] = bill.calls;
    expect(
      [bill.coldStarts, bill.firstAttempts, bill.retries, bill.idle, bill.total].map(({ seconds }) => seconds),
    ).toEqual([2, 4, 1, 12, 19]);
    expect(bill.functions).toMatchObject([
      {
        functionName: "plain",
        containers: 1,
        coldStarts: { seconds: 2 },
        firstAttempts: { seconds: 4 },
        retries: { seconds: 1 },
        idle: { seconds: 12 },
      },
    ]);
    expect([first, second]).toMatchObject([
      { functionName: "plain", firstAttempts: { seconds: 3 }, retries: { seconds: 0 } },
      { firstAttempts: { seconds: 1 }, retries: { seconds: 1 }, total: { seconds: 2 } },
    ]);
    expect(bill.total.cpu).toBeCloseTo(19 * RATES.cpuCore, 12);
    expect(bill.total.memory).toBeCloseTo(19 * RATES.memoryGiB, 12);
    expect(total(bill.total)).toBeCloseTo(bill.total.cpu + bill.total.memory, 12);
    expect(bill.calls.map(({ callId }) => callId)).toEqual(world.calls(plain).map(({ callId }) => callId));
  });

  test("counts what was reserved: at least the minimum, of GPUs the first kind, times their number", async () => {
    await using world = await Emulator.start({ threads: 0 });
    await world.run(app, () => Promise.all([small.remote(), render.remote(), pinned.remote()]));
    expect(total(world.bill(small).total)).toBeCloseTo(0.125 * (RATES.cpuCore + RATES.memoryGiB), 12);
    const { cpu, memory, gpu } = world.bill(render).total;
    expect([cpu, memory, gpu]).toEqual([2 * RATES.cpuCore, 2 * RATES.memoryGiB, 2 * (RATES.gpu["A100-80GB"] ?? 0)]);
    expect(world.bill(pinned).total.gpu).toBe(RATES.gpu["H100"]);
    expect(
      world
        .bill()
        .functions.map(({ functionName }) => functionName)
        .toSorted(),
    ).toEqual(["pinned", "render", "small"]);
    expect(world.bill(render).functions).toHaveLength(1);
  });

  test("divides time among inputs that share a container, and counts those that are still alive until now", async () => {
    await using world = await Emulator.start({ threads: 0 });
    await world.run(app, async () => {
      await Promise.all([together.remote("a"), together.remote("b")]);
      expect(world.bill(together).calls.map(({ total: { seconds } }) => seconds)).toEqual([0.5, 0.5]);
      await world.clock.advance({ seconds: 9 });
      expect(world.bill(together).idle.seconds).toBe(9);
    });
    expect(world.bill(together).total.seconds).toBe(10);
  });

  test("counts every container of a cluster, whose attempts are those of the first", async () => {
    await using world = await Emulator.start({ threads: 0 });
    await world.run(app, () => ranks.remote());
    const { coldStarts, firstAttempts, idle, functions, calls } = world.bill(ranks);
    expect([coldStarts.seconds, firstAttempts.seconds, idle.seconds]).toEqual([0, 2, 0]);
    expect([functions[0]?.containers, calls[0]?.total.seconds]).toEqual([2, 2]);
  });

  test("takes other rates, and refuses GPUs that have none, and prices that are none", async () => {
    await using world = await Emulator.start({ threads: 0 });
    await world.run(app, () => odd.remote());
    expectError(() => world.bill(), InvalidError, "`odd`", '"Z9"', RATES.date, 'rates: { gpu: { "Z9"');
    expect(world.bill(small).total.seconds).toBe(0); // what is not billed needs no price
    const { rates } = world.bill(undefined, { rates: { date: "2030-01", gpu: { Z9: 1 } } });
    expect(rates).toEqual({ ...RATES, date: "2030-01", gpu: { ...RATES.gpu, Z9: 1 } });
    expectError(() => world.bill(undefined, { rates: { cpuCore: -1 } }), InvalidError, "rates.cpuCore", "-1");
    expectError(() => world.bill(undefined, { rates: { gpu: { T4: Number.NaN } } }), InvalidError, "rates.gpu.T4");
    expectError(() => world.bill(undefined, { rates: { cpu: 1 } as never }), InvalidError, '"cpu"');
  });

  test("is free for mocks, and keeps to the options that a container was made with", async () => {
    await using world = await Emulator.start({ threads: 0 });
    world.mock(small, () => undefined);
    await world.run(app, () => small.remote());
    expect(world.bill().total).toEqual({ seconds: 0, cpu: 0, memory: 0, gpu: 0, total: 0 });
    const before = new App("changes");
    const after = new App("changes");
    const work = async function work(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    };
    const old = before.function({ serialized: true, cpu: 8, scaledownWindowMs: 2000 }, work);
    after.function({ serialized: true, cpu: 1 }, work);
    await world.deploy(before);
    await world.within(() => old.remote());
    await world.deploy(after);
    expect(world.bill().total.cpu).toBe(8 * RATES.cpuCore);
  });
});

test("the rates of docs/bill.md are those of the card", () => {
  const page = readFileSync(new URL("../../docs/bill.md", import.meta.url), "utf8");
  const rows = Array.from(
    page.matchAll(/^\| (\S.*?) \| (0\.\d+) \|$/gm),
    ([, name = "", price]) => [name, Number(price)] as const,
  );
  const { cpuCore, memoryGiB, gpu, date, minCores, minMemoryMiB } = RATES;
  expect(Object.fromEntries(rows)).toEqual({ core: cpuCore, "GiB of memory": memoryGiB, ...gpu });
  expect(page).toContain(`as of ${date}`);
  expect(page).toContain(`${minCores} cores and ${minMemoryMiB} MiB at least`);
});
