// Modal: docs/modal/calling.md#functions-as-objects
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, type FunctionCurrentStats, InvalidError, NotFoundError, Function_ } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("history");
const work = app.function({ timeoutMs: 60_000 }, async function work(what: "succeed" | "fail" | "hang") {
  if (what === "fail") throw new RangeError("too far");
  if (what === "hang") await sleep(120_000);
  return what;
});
const broken = app.function({ image: undefined as never }, async function broken() {});

describe("stats", () => {
  test("count what the inputs of the last hour came to, and the containers", async ({ world }) => {
    await world.run(app, async () => {
      await work.remote("succeed");
      await work.remote("succeed");
      await work.remote("fail").catch(() => undefined);
      await work.remote("hang").catch(() => undefined);
      const running = await work.spawn("hang");
      const stats = await work.stats();
      expect(stats).toMatchObject({
        inputSuccessCount: 2,
        inputFailureCount: 1,
        inputTimeoutCount: 1,
        inputRunningAtEndCount: 1,
        containerErrorCount: 0,
        variantCount: 1,
        inputPercentileStats: {},
        containerPercentileStats: {},
        allVariants: false,
      });
      expect(stats.until.getTime() - stats.since.getTime()).toBe(3_600_000);
      await running.cancel();
    });
  });

  test("of a span of time, with variants, and of one container", async ({ world }) => {
    await world.run(app, async () => {
      await work.remote("succeed");
      const { until: before } = await work.stats();
      await world.clock.advance(3_600_001);
      await work.withOptions({ cpu: 2 }).remote("succeed");
      expect(await work.stats()).toMatchObject({ inputSuccessCount: 0, containerStartedCount: 0, variantCount: 1 });
      const all = await work.stats({ since: new Date(before.getTime() - 60_000), allVariants: true });
      expect(all).toMatchObject({ inputSuccessCount: 2, containerStartedCount: 2, variantCount: 2, allVariants: true });
      const [container] = world.containers(work);
      const own = await work.stats({
        since: new Date(before.getTime() - 60_000),
        container: container?.containerId ?? "",
      });
      expect(own).toMatchObject({ inputSuccessCount: 1, containerStartedCount: 1 });
      expect(await work.stats({ container: "ta-none" })).toMatchObject({ inputSuccessCount: 0 });
    });
  });

  test("count containers that could not start", async ({ world }) => {
    world.faults.failStart(broken, { times: 1 });
    await world.run(app, async () => {
      await broken.remote().catch(() => undefined);
      expect(await broken.stats()).toMatchObject({ containerErrorCount: 1 });
    });
  });

  test("refuse what is no span, and unknown options", async ({ world }) => {
    const at = new Date("2026-01-01T00:00:00Z");
    await world.run(app, async () => {
      await expectRejection(() => work.stats({ since: at, until: at }), InvalidError, "before");
      await expectRejection(() => work.stats({ since: new Date(0) }), InvalidError, "7 days");
      await expectRejection(() => work.stats({ until: new Date(Number.NaN) }), InvalidError, '"until"', "valid Date");
      await expectRejection(() => work.stats({ since: 1 as never }), InvalidError, '"since"', "1");
      await expectRejection(() => work.stats({ container: 1 as never }), InvalidError, '"container"');
      await expectRejection(() => work.stats({ allVariants: 1 as never }), InvalidError, '"allVariants"');
      await expectRejection(() => work.stats({ to: at } as never), InvalidError, '"to"');
      await expectRejection(() => Function_.fromName("none", "f").stats(), NotFoundError, "none");
    });
  });
});

test("the current stats have two names", async ({ world }) => {
  await world.run(app, async () => {
    const stats: FunctionCurrentStats = await work.getCurrentStats();
    expect(stats).toMatchObject({ backlog: 0, numTotalRunners: 0 });
  });
});

test("instance() is hydrate(), and methodName is that of methods alone", async ({ world }) => {
  await world.run(app, async () => {
    const variant = work.withOptions({ cpu: 1 });
    expect(await variant.instance()).toBe(variant);
    expect(variant.functionId).toMatch(/^fu-/);
    expect(work.methodName).toBeUndefined();
  });
});
