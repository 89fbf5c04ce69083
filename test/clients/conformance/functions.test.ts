// Source: declarations of modal@0.11.1
import * as modalPackage from "modal";
import { expect } from "vitest";
import { conform, rejects } from "./conform.js";

const { FunctionTimeoutError, InternalFailure, InvalidError, NotFoundError, RemoteError, TimeoutError } = modalPackage;
const APP = "conformance";

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  2 ** 31,
  -(2 ** 40),
  Number.MAX_SAFE_INTEGER,
  1.5,
  Number.POSITIVE_INFINITY,
  "",
  "häl\u0000lo \u{1f980}",
  [],
  [1, [2, ["three"]]],
  {},
  { a: { b: [null] }, "with space": 1 },
  new Date(1_700_000_000_123),
];

conform({
  "FunctionService.fromName Function_.remote: values of every type go there and back": async ({ modal }) => {
    const echo = await modal.functions.fromName(APP, "echo");
    expect(echo.functionId).toMatch(/^fu-/);
    for (const value of VALUES) expect(await echo.remote([value])).toEqual(value);
    expect([...((await echo.remote([new Uint8Array([0, 255])])) as Uint8Array)]).toEqual([0, 255]);
    expect(await echo.remote([undefined])).toBeNull();
    expect(await echo.remote()).toEqual([]);
    expect(await echo.remote([1], { two: 2 })).toEqual([1, { two: 2 }]);
    expect(await echo.remote([], { only: true })).toEqual({ only: true });
  },
  "FunctionService.fromName: what is not there, and what is no function": async ({ modal }) => {
    const { functions } = modal;
    await rejects(functions.fromName(APP, "nope"), NotFoundError, "Function 'conformance/nope' not found");
    await rejects(functions.fromName("nope", "echo"), NotFoundError, "Function 'nope/echo' not found");
    await rejects(functions.fromName(APP, "echo", { environment: "nope" }), NotFoundError, "not found");
    await rejects(functions.fromName(APP, "echo", { version: 9 }), NotFoundError, "not found");
    await rejects(functions.fromName(APP, "Counter.add"), Error, "Cannot retrieve Cls methods");
    expect((await functions.fromName(APP, "echo", { version: 1 })).functionId).toMatch(/^fu-/);
  },
  "FunctionService.fromId: one that is known": async ({ modal }) => {
    const { functionId } = await modal.functions.fromName(APP, "echo");
    const found = await modal.functions.fromId(functionId);
    expect(found.functionId).toBe(functionId);
    expect(await found.remote([5])).toBe(5);
    await rejects(modal.functions.fromId("fu-nope"), NotFoundError, "fu-nope");
    const counter = await modal.cls.fromName(APP, "Plain");
    const bound = (await counter.instance()).method("twice").functionId;
    await rejects(modal.functions.fromId(bound), InvalidError, "is a Cls");
  },
  "Function_.remote: failures": async ({ modal, world }) => {
    const { functions } = modal;
    const fails = await functions.fromName(APP, "fails");
    await rejects(fails.remote(["too far"]), RemoteError, "RangeError: too far");
    const slow = await functions.fromName(APP, "slow");
    expect(await slow.remote([4000])).toBe(4000);
    await rejects(slow.remote([6000]), FunctionTimeoutError, "Timeout: ");
    await rejects((await functions.fromName(APP, "site")).remote(), InvalidError, "");
    const echo = await functions.fromName(APP, "echo");
    world.faults.crash("conformance/echo", { times: 1 });
    expect(await echo.remote([1])).toBe(1); // it runs again
    world.faults.crash("conformance/echo");
    await rejects(echo.remote([1]), InternalFailure, "");
    await rejects(echo.remote([Symbol("x")] as never), Error, "");
  },
  "Function_.spawn FunctionCall.get FunctionCallService.fromId: a call goes on by itself": async ({ modal }) => {
    const slow = await modal.functions.fromName(APP, "slow");
    const call = await slow.spawn([1000]);
    expect(call.functionCallId).toMatch(/^fc-/);
    expect(await call.get()).toBe(1000);
    expect(await call.get({ timeoutMs: 0 })).toBe(1000);
    const found = await modal.functionCalls.fromId(call.functionCallId);
    expect(await found.get()).toBe(1000);
    await rejects(modal.functionCalls.fromId("fc-nope"), "ClientError", "NOT_FOUND");
    const failing = await (await modal.functions.fromName(APP, "fails")).spawn(["oops"]);
    await rejects(failing.get(), RemoteError, "oops");
  },
  "FunctionCall.get: time limits": async ({ modal, world, isVirtual }) => {
    const call = await (await modal.functions.fromName(APP, "endless")).spawn();
    for (const timeoutMs of [0, isVirtual ? 70_000 : 20]) {
      const before = world.clock.now();
      const waiting = call.get({ timeoutMs });
      await expect(waiting).rejects.toBeInstanceOf(TimeoutError);
      await expect(waiting).rejects.toBeInstanceOf(FunctionTimeoutError);
      if (isVirtual) expect(world.clock.now() - before).toBe(timeoutMs);
    }
    await call.cancel();
  },
  "FunctionCall.cancel: nothing comes of it": async ({ modal }) => {
    const call = await (await modal.functions.fromName(APP, "endless")).spawn();
    await call.cancel();
    await rejects(call.get(), RemoteError, "");
    const another = await (await modal.functions.fromName(APP, "endless")).spawn();
    await another.cancel({ terminateContainers: true });
    await rejects(another.get(), RemoteError, "");
    await call.cancel();
  },
  "Function_.getCurrentStats Function_.stats: what has run": async ({ modal }) => {
    const echo = await modal.functions.fromName(APP, "echo");
    expect(await echo.getCurrentStats()).toEqual({ backlog: 0, numTotalRunners: 0 });
    await echo.remote([1]);
    expect(await echo.getCurrentStats()).toEqual({ backlog: 0, numTotalRunners: 1 });
    const fails = await modal.functions.fromName(APP, "fails");
    await fails.remote(["x"]).catch(() => undefined);
    const since = new Date(Date.UTC(2025, 11, 31, 12));
    const until = new Date(Date.UTC(2026, 0, 2));
    const counts = await echo.stats({ since, until, allVariants: true });
    expect(counts).toMatchObject({ since, until, inputSuccessCount: 1, inputFailureCount: 0, allVariants: true });
    expect(await fails.stats({ since, until })).toMatchObject({ inputSuccessCount: 0, inputFailureCount: 1 });
    await rejects(echo.stats({ since: until, until: since }), InvalidError, "");
  },
  "Function_.metrics FunctionMetricsManager.export FunctionMetricsManager.schema: nothing is measured": async ({
    modal,
  }) => {
    const { metrics } = await modal.functions.fromName(APP, "echo");
    expect(await metrics.schema()).toEqual({});
    expect((await metrics.export()).series).toEqual({});
  },
  "Function_.updateAutoscaler: the settings that hold": async ({ modal }) => {
    const echo = await modal.functions.fromName(APP, "echo");
    const changed = await echo.updateAutoscaler({ maxContainers: 5, scaledownWindowMs: 90_000 });
    expect(changed).toMatchObject({ maxContainers: 5, scaledownWindowMs: 90_000 });
    const more = await echo.updateAutoscaler({ minContainers: 1, bufferContainers: 2 });
    expect(more).toMatchObject({ minContainers: 1, maxContainers: 5, bufferContainers: 2, scaledownWindowMs: 90_000 });
    await rejects(echo.updateAutoscaler({ minContainers: 9, maxContainers: 1 }), "ClientError", "INVALID_ARGUMENT");
  },
  "Function_.withOptions Function_.withConcurrency Function_.withBatching Function_.instance: variants": async ({
    modal,
  }) => {
    const environment = await modal.functions.fromName(APP, "environment");
    const secret = await modal.secrets.fromObject({ FROM_SECRET: "s" });
    const volume = await modal.volumes.fromName("data", { createIfMissing: true });
    const bound = await environment
      .withOptions({
        cpu: 2,
        cpuLimit: 4,
        memoryMiB: 512,
        memoryLimitMiB: 1024,
        gpu: "T4:2",
        env: { FROM_ENV: "e" },
        secrets: [secret],
        volumes: { "/data": volume },
        retries: new modalPackage.Retries({ maxRetries: 2, initialDelayMs: 500 }),
        maxContainers: 2,
        bufferContainers: 1,
        scaledownWindowMs: 30_000,
        timeoutMs: 60_000,
        routingRegion: "us-east",
      })
      .instance();
    expect(bound.functionId).not.toBe(environment.functionId);
    expect(await bound.remote(["FROM_ENV"])).toBe("e");
    expect(await bound.remote(["FROM_SECRET"])).toBe("s");
    expect(await environment.remote(["FROM_ENV"])).toBeNull();
    expect((await environment.instance()).functionId).toBe(environment.functionId);
    const slow = await modal.functions.fromName(APP, "slow");
    const wide = await slow
      .withConcurrency({ maxInputs: 4, targetInputs: 2 })
      .withOptions({ maxContainers: 1 })
      .instance();
    expect(await Promise.all([1000, 1000, 1000].map((ms) => wide.remote([ms])))).toEqual([1000, 1000, 1000]);
    expect((await wide.getCurrentStats()).numTotalRunners).toBe(1);
    const limited = await slow.withOptions({ timeoutMs: 1000 }).instance();
    await rejects(limited.remote([2000]), FunctionTimeoutError, "");
    const batched = await (
      await modal.functions.fromName(APP, "echo")
    )
      .withBatching({ maxBatchSize: 2, waitMs: 100 })
      .instance();
    expect(await Promise.all([batched.remote([1]), batched.remote([2])])).toEqual([1, 2]);
  },
  "Function_.getWebUrl: of a web function": async ({ modal }) => {
    expect(await (await modal.functions.fromName(APP, "echo")).getWebUrl()).toBeUndefined();
    expect(await (await modal.functions.fromName(APP, "site")).getWebUrl()).toMatch(/^https:\/\/.*conformance-site/);
  },
});
