import { expect, test } from "vitest";
import type { Lane } from "../../src/emulator/lanes/threads/lane.js";
import { LanePool } from "../../src/emulator/lanes/threads/lane-pool.js";
import { LaneSet } from "../../src/emulator/lanes/threads/lane-set.js";
import type { ContainerSpec, Delivery } from "../../src/emulator/kernel/protocol.js";
import { Bindings } from "../../src/api/session/session.js";
import { functionBody } from "../../src/emulator/lanes/container/body-of.js";

const inline = { bindings: new Bindings(), body: (spec: ContainerSpec) => functionBody(() => undefined, spec) };

/** Lanes that are real but for their threads. */
class ThreadlessPool extends LanePool {
  lanes = 0;

  override async acquire(): Promise<Lane> {
    this.lanes++;
    const lane = await this.acquireHost({ realIoLimitMs: 1000, watchdogMs: Number.POSITIVE_INFINITY }, inline);
    const release = lane.release.bind(lane);
    lane.release = () => {
      this.lanes--;
      release();
    };
    return lane;
  }
}

function start(ordinal: number): [number, Delivery[]] {
  const spec: ContainerSpec = {
    containerId: `ta-${ordinal}`,
    functionId: "fu-1",
    app: "app",
    tag: "f",
    isGenerator: false,
    environmentName: "main",
    environment: {},
    functions: [],
    code: { kind: "inline" },
    seed: "0",
    isolation: "thread",
    mounts: [],
    cls: undefined,
    options: undefined,
  };
  return [ordinal, [{ type: "start", spec }]];
}

test("a container that is to have a thread of its own waits while 64 others have, and starts when one of them ends", async () => {
  const pool = new ThreadlessPool();
  const lanes = new LaneSet(
    pool,
    { threads: 1, seed: 0, bundle: false, realIoLimitMs: 1000, watchdogMs: 60_000, heapLimitMb: 2048 },
    inline,
  );
  const turn = async (deliveries: readonly [number, Delivery[]][]): Promise<number[]> =>
    (await lanes.turn(new Map(deliveries), 0))
      .filter(({ requests }) => requests.some(({ type }) => type === "started"))
      .map(({ ordinal }) => ordinal);
  const drop: Delivery[] = [{ type: "drop" }];

  expect(await turn(Array.from({ length: 70 }, (_, index) => start(index + 1)))).toEqual(
    Array.from({ length: 64 }, (_, index) => index + 1),
  );
  expect(pool.lanes).toBe(64);
  expect(await turn([[65, drop]])).toEqual([]); // it was given up before it had started
  expect(await turn([[3, drop]])).toEqual([66]);
  expect(
    await turn([
      [4, drop],
      [5, drop],
      [70, drop],
    ]),
  ).toEqual([67, 68]);
  expect(pool.lanes).toBe(64);
  await lanes.close();
  expect(pool.lanes).toBe(0);
});
