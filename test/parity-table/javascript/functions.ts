import { expect } from "vitest";
import { Function_, Retries, Secret, Volume } from "modal-emulator";
import { modalClient } from "modal-emulator/client";
import { type Area, differs, expectAbsent, notOffline, works } from "../row.ts";
import { app, find } from "./functions-place.ts";

/** What was warned of while `body` ran. */
async function warningsOf(body: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const hear = ({ message }: Error): void => void warnings.push(message);
  process.on("warning", hear);
  await body();
  await new Promise(setImmediate);
  process.off("warning", hear);
  return warnings;
}

const messages = (entries: AsyncIterable<{ message: string }>): Promise<string[]> =>
  Array.fromAsync(entries, ({ message }) => message);

const YESTERDAY = new Date(0);

export const functions: Area = {
  title: "Function_",
  deploys: [app],
  rows: [
    differs(
      "Function_.remote(args[], kwargs?)",
      "fn.remote(...args)",
      "arguments stand one by one. A list would be the first of them: of a function that was looked up, and needs as many as the list has, that is a warning with the right form, once. By Modal's own client as there",
      async (world) => {
        expect(await find("add").remote(2, 3)).toBe(5);
        const warnings = await warningsOf(() => find("add").remote([2, 3]));
        expect(warnings).toEqual([expect.stringContaining("Write `add.remote(2, 3)`")]);
        const { functions } = await modalClient(world);
        expect(await (await functions.fromName("js-functions", "add")).remote([2, 3])).toBe(5);
      },
    ),
    works("Function_.remote() without arguments", "fn.remote()", async () => {
      expect(await find("echo").remote()).toEqual([]);
    }),
    differs(
      "Function_.remote([], { kwargs })",
      "fn.remote({ … })",
      "functions of JavaScript have no keyword arguments: an object is one more argument. By Modal's own client too, behind the others",
      async (world) => {
        expect(await find("echo").remote(1, { two: 2 })).toEqual([1, { two: 2 }]);
        const { functions } = await modalClient(world);
        const echo = await functions.fromName("js-functions", "echo");
        expect(await echo.remote([1], { two: 2 })).toEqual([1, { two: 2 }]);
      },
    ),
    differs(
      "Function_.spawn(args[], kwargs?)",
      "fn.spawn(...args)",
      "as `remote`, with the same warning",
      async (world) => {
        expect(await (await find("add").spawn(2, 4)).get()).toBe(6);
        const { functions } = await modalClient(world);
        const call = await (await functions.fromName("js-functions", "add")).spawn([2, 4]);
        expect(await call.get()).toBe(6);
      },
    ),
    differs(
      "Function_: functionId, methodName",
      "fn.functionId, fn.methodName",
      "`functionId` is `undefined` until the function is hydrated, and so is its type; `methodName` is the same",
      async () => {
        const add = find("add");
        expect([add.functionId, add.methodName]).toEqual([undefined, undefined]);
        expect((await add.hydrate()).functionId).toMatch(/^fu-/);
      },
    ),
    works(
      "Function_.withOptions({ cpu, memoryMiB, gpu, env, secrets, volumes, retries, maxContainers, bufferContainers, scaledownWindowMs, timeoutMs, routingRegion })",
      "fn.withOptions({ … })",
      async () => {
        const other = find("add").withOptions({
          cpu: 1,
          memoryMiB: 128,
          gpu: "T4",
          env: { A: "1" },
          secrets: [Secret.fromObject({ B: "2" })],
          volumes: { "/v": Volume.fromName("js-options", { createIfMissing: true }) },
          retries: new Retries({ maxRetries: 1 }),
          maxContainers: 2,
          bufferContainers: 1,
          scaledownWindowMs: 5000,
          timeoutMs: 5000,
          routingRegion: "us-east",
        });
        expect(await other.remote(1, 1)).toBe(2);
        expect(other.functionId).not.toBe((await find("add").hydrate()).functionId);
      },
    ),
    works(
      "Function_.withOptions({ cpuLimit, memoryLimitMiB })",
      "fn.withOptions({ cpuLimit, memoryLimitMiB })",
      async () => {
        const other = find("add").withOptions({ cpu: 1, cpuLimit: 2, memoryMiB: 128, memoryLimitMiB: 256 });
        expect(await other.remote(1, 2)).toBe(3);
        expect(() => find("add").withOptions({ cpuLimit: 2 })).toThrow('"cpu"');
      },
      "also in pairs, `cpu: [1, 2]`; options of `app.function`, `app.cls` and `Sandbox.create` as well",
    ),
    works("Function_.withConcurrency({ maxInputs, targetInputs })", "fn.withConcurrency({ … })", async () => {
      const nap = find("nap").withConcurrency({ maxInputs: 2, targetInputs: 2 });
      await Promise.all([nap.remote(10), nap.remote(10)]);
      expect(await nap.getCurrentStats()).toMatchObject({ numTotalRunners: 1 });
    }),
    works("Function_.withBatching({ maxBatchSize, waitMs })", "fn.withBatching({ … })", async () => {
      const lengths = find("lengths").withBatching({ maxBatchSize: 2, waitMs: 1000 });
      expect(await Promise.all([lengths.remote("a"), lengths.remote("bc")])).toEqual(["1 of 2", "2 of 2"]);
    }),
    works(
      "Function_.instance()",
      "fn.instance()",
      async () => {
        const other = await find("add").withOptions({ cpu: 1 }).instance();
        expect(other.functionId).toMatch(/^fu-/);
        expect(await other.remote(1, 3)).toBe(4);
      },
      "the same as `hydrate()`",
    ),
    works(
      "Function_.getCurrentStats(): backlog, numTotalRunners",
      "fn.getCurrentStats()",
      async () => {
        expect(await find("site").getCurrentStats()).toMatchObject({ backlog: 0, numTotalRunners: 0 });
      },
      "the type `FunctionCurrentStats`",
    ),
    works(
      "Function_.stats({ since, until, container, allVariants })",
      "fn.stats({ … })",
      async () => {
        const shout = find("shout");
        const before = await shout.stats();
        await shout.remote("counted");
        const after = await shout.stats({ since: before.since, allVariants: true });
        expect(after.inputSuccessCount - before.inputSuccessCount).toBe(1);
        expect(after).toMatchObject({ inputFailureCount: 0, containerErrorCount: 0, variantCount: 1 });
      },
      "percentiles are empty: no durations are kept. The type is `FunctionTimeRangeStats`: `FunctionStats` is that of Python, what `getCurrentStats` gives",
    ),
    works("Function_.updateAutoscaler({ minContainers, … }): settings", "fn.updateAutoscaler({ … })", async () => {
      const echo = find("echo");
      expect(await echo.updateAutoscaler({ maxContainers: 3 })).toMatchObject({ maxContainers: 3 });
    }),
    works("Function_.getWebUrl()", "fn.getWebUrl()", async (world) => {
      const url = await find("site").getWebUrl();
      expect(await (await world.fetch(url ?? "")).text()).toBe("hello");
      expect(await find("add").getWebUrl()).toBeUndefined();
    }),
    works(
      "Function_.logs.fetch({ since, until, source, searchText }): AsyncIterable",
      "fn.logs.fetch({ … })",
      async () => {
        await find("shout").remote("fetched");
        const wanted = { since: YESTERDAY, until: new Date(8e15), source: "stderr", searchText: "fetched" } as const;
        expect(await messages(find("shout").logs.fetch(wanted))).toEqual(["fetched!"]);
        expect(await find("shout").logs.fetch(wanted)).toHaveLength(1);
      },
      "both: a promise of a list, and an async iterable",
    ),
    works(
      "Function_.logs.tail({ entries, source })",
      "fn.logs.tail({ entries, source }), tail(entries, { source })",
      async () => {
        await find("shout").remote("last");
        expect(await messages(find("shout").logs.tail({ entries: 1, source: "stdout" }))).toEqual(["last"]);
      },
    ),
    works("Function_.logs.stream({ timeoutMs })", "fn.logs.stream({ timeoutMs })", async () => {
      const shout = find("shout");
      const followed = messages(shout.logs.stream({ timeoutMs: 60_000 }));
      await shout.spawn("streamed");
      expect(await followed).toEqual(["streamed", "streamed!"]);
    }),
    notOffline(
      "Function_.metrics: export, schema",
      "nothing is measured. By Modal's own client both are answered, and empty",
      async (world) => {
        expectAbsent(find("add"), "metrics");
        const { functions } = await modalClient(world);
        const add = await functions.fromName("js-functions", "add");
        expect(await add.metrics.schema()).toEqual({});
        expect((await add.metrics.export()).series).toEqual({});
        expect(find("add")).toBeInstanceOf(Function_);
      },
    ),
  ],
};
