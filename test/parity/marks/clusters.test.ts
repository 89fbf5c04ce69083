// Modal: docs/modal/batching-concurrency-clusters.md#clusters
import { describe, expect } from "vitest";
import {
  App,
  batched,
  concurrent,
  ExecutionError,
  experimental,
  FunctionTimeoutError,
  InvalidError,
  method,
  RemoteError,
  UnimplementedError,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { Emulator } from "modal-emulator/emulator";
import { alone, app, gather, Pair, trouble } from "../apps/clusters.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

const lines = (world: Emulator): string[] =>
  [...world.logs].map(({ message }) => message).filter((message) => /^\w+ \w+$/.test(message));

describe("clustered", () => {
  test("all containers get the input, with ranks of their own; what rank 0 returns is the result", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const start = world.clock.now();
      const first = await gather.remote("hello");
      expect(world.clock.now() - start).toBe(2000);
      expect(first?.heard).toEqual([
        [1, "hello from 1", 1],
        [2, "hello from 2", 1],
      ]);
      const containers = world.containers(gather).map(({ containerId }) => containerId);
      expect([containers.length, containers[0]]).toEqual([3, first?.task]);
      expect(
        world.calls(gather).map(({ inputs }) => inputs.map(({ inputId, attempts }) => [inputId, attempts])),
      ).toEqual([[[first?.input, 1]]]);
      for (const list of [first?.containerIps, first?.containerIpv4Ips, first?.fabricIds])
        expect(new Set(list).size).toBe(3);
      const again = await gather.remote("again"); // in the same containers
      expect(again).toMatchObject({
        clusterId: first?.clusterId,
        heard: [
          [1, "again from 1", 2],
          [2, "again from 2", 2],
        ],
      });
      expect(await gather.getCurrentStats()).toMatchObject({ numTotalRunners: 3, numRunningInputs: 0 });
      expect(
        (await Array.fromAsync(gather.map(["a", "b"]))).map((result) => result?.clusterId === first?.clusterId),
      ).toEqual(expect.arrayContaining([true, false]));
      expect(world.containers(gather)).toHaveLength(6);
      await world.clock.advance({ seconds: 10 });
      expect(world.containers(gather).every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
    });
  });

  test("one that throws fails the input, and the others are interrupted; the cluster stays and retries", async ({
    world,
  }) => {
    await world.run(app, async () => {
      await expectRejection(() => trouble.remote(1, "throws"), RangeError, "rank 1");
      await world.clock.advance(0);
      expect(lines(world).toSorted()).toEqual(["0 begins", "0 begins", "0 ends", "0 ends", "1 begins", "1 begins"]);
      expect(world.clock.now() - Date.parse("2026-01-01T00:00:00Z")).toBe(1000); // of the retry's delay
      expect(await trouble.remote(1, "works")).toBe(0);
    });
    expect(world.containers(trouble)).toHaveLength(2);
  });

  test("they share their fate: when one ends, so do all; when one takes too long, all are interrupted and go on", async ({
    world,
  }) => {
    await world.run(app, async () => {
      await expectRejection(() => trouble.remote(1, "exits"), ExecutionError, "ended itself");
      await expectRejection(() => trouble.remote(1, "hangs"), FunctionTimeoutError, "hit its timeout of 10s");
      expect(await trouble.remote(0, "works")).toBe(0);
      expect(world.containers(trouble)).toHaveLength(6);
    });
    expect(world.containers(trouble).every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
  });

  test("cancelling interrupts all of them, and they go on", async ({ world }) => {
    await world.run(app, async () => {
      const call = await trouble.spawn(1, "works");
      await world.clock.advance(1000);
      await call.cancel();
      await expectRejection(() => call.get(), RemoteError, "");
      expect(lines(world).toSorted()).toEqual(["0 begins", "0 ends", "1 begins", "1 ends"]);
      expect(await trouble.remote(1, "works")).toBe(0);
      expect(world.containers(trouble)).toHaveLength(2);
    });
  });

  test("of a class: each container enters and exits once, also when it is preempted", async ({ world }) => {
    await world.run(app, async () => {
      expect(await new Pair().run.remote(100)).toBe(0);
      world.faults.preempt(new Pair().run, { times: 1, afterMs: 50 });
      expect(await new Pair().run.remote(100)).toBe(0);
      expect(lines(world).toSorted()).toEqual(["enter 0", "enter 0", "enter 1", "enter 1", "exit 0", "exit 1"]);
    });
    expect(lines(world)).toHaveLength(8);
    expect(world.containers(new Pair().run)).toHaveLength(4);
  });

  test("leaves the same log on 0, 1 and 2 threads", async () => {
    const logs: string[] = [];
    for (const threads of [0, 1, 2]) {
      await using world = await Emulator.start({ threads });
      await world.run(app, () =>
        Promise.allSettled([
          Array.fromAsync(gather.map(["a", "b", "c", "d"])),
          trouble.remote(0, "throws"),
          trouble.remote(1, "exits"),
          new Pair().run.remote(5),
        ]),
      );
      logs.push(JSON.stringify([...world.events]));
    }
    expect(new Set(logs).size).toBe(1);
  });

  test("containers come in clusters", async ({ world }) => {
    await world.run(app, async () => {
      expect(await gather.updateAutoscaler({ minContainers: 3 })).toMatchObject({ minContainers: 3, maxContainers: 6 });
      expect(world.containers(gather)).toHaveLength(3);
      await expectRejection(
        () => gather.updateAutoscaler({ minContainers: 4 }),
        InvalidError,
        '"minContainers" (4)',
        "multiple of the cluster's size (3)",
      );
      await expectRejection(
        () => gather.withOptions({ maxContainers: 4 }).remote("x"),
        InvalidError,
        '"maxContainers" (4)',
        "multiple",
      );
      await expectRejection(
        () => gather.withConcurrency({ maxInputs: 4 }).remote("x"),
        InvalidError,
        "`gather` is clustered",
      );
      await expectRejection(() => alone.remote(), InvalidError, "getClusterInfo", "does not run in a cluster");
    });
    expectError(() => experimental.getClusterInfo(), InvalidError, "getClusterInfo");
    expect(gather.definition).toMatchObject({ cluster: { size: 3, fabricSize: 1, rdma: false }, i6pn: true });
  });

  test("checks its options and what it is for", () => {
    const { clustered } = experimental;
    const app = new App("scratch");
    const fn = async (): Promise<number> => 1;
    const define =
      (given: typeof fn, options: object = {}): (() => unknown) =>
      () =>
        app.function({ name: "f", isolation: "inline", ...options }, given);
    for (const size of [0, -1, 1.5])
      expectError(() => clustered({ size }, fn), InvalidError, '"size" of clustered', `got ${size}`);
    expectError(
      () => clustered({ size: 2, broadcast: false }, fn),
      InvalidError,
      '"broadcast" of clustered must be true',
    );
    expectError(
      () => clustered({ size: 4, fabricSize: 3 }, fn),
      InvalidError,
      '"fabricSize" of clustered must divide its size (4)',
    );
    expectError(() => clustered({ size: 2 }, clustered({ size: 2 }, fn)), InvalidError, "`fn` is clustered twice");
    expectError(() => clustered({ size: 2 }, gather as never), InvalidError, "swap the order of the decorators");
    for (const option of ["minContainers", "maxContainers", "bufferContainers"])
      expectError(define(clustered({ size: 2 }, fn), { [option]: 3 }), InvalidError, `"${option}" (3)`, "multiple");
    expectError(
      define(clustered({ size: 2 }, concurrent({ maxInputs: 2 }, fn))),
      UnimplementedError,
      "clustered as well as concurrent",
    );
    expectError(
      define(
        clustered(
          { size: 2 },
          batched({ maxBatchSize: 2, waitMs: 1 }, async (list: number[]) => list),
        ) as never,
      ),
      UnimplementedError,
      "clustered as well as batched",
    );
    expectError(
      define(
        clustered({ size: 2 }, async function* () {
          yield 1;
        }) as never,
      ),
      UnimplementedError,
      "clustered generator",
    );
    expectError(
      () =>
        app.cls(
          { isolation: "inline" },
          clustered(
            { size: 2 },
            class Two {
              one = method(fn);
              two = method(fn);
            },
          ),
        ),
      InvalidError,
      "Class `Two` is clustered, so it needs exactly one method; it has 2",
    );
    expectError(
      () =>
        app.cls(
          { isolation: "inline" },
          class Inner {
            run = method(clustered({ size: 2 }, fn));
          },
        ),
      InvalidError,
      "`clustered` is not for one method",
    );
    expectError(
      () =>
        (clustered({ size: 2 }) as unknown as (...decorated: unknown[]) => void)(fn, {
          kind: "method",
          name: "m",
          addInitializer: fn,
        }),
      InvalidError,
      "`clustered` is not for one method",
    );
  });
});
