// Modal: docs/modal/sandboxes.md#life-of-a-sandbox
import { expect, test } from "vitest";
import {
  AlreadyExistsError,
  App,
  ClientClosed,
  ConflictError,
  DeadlockError,
  InvalidError,
  NotFoundError,
  Probe,
  Sandbox,
  SandboxTerminatedError,
  SandboxTimeoutError,
  TimeoutError,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { inPlace, RUNTIMES } from "./with-sandbox.js";

const CASES = RUNTIMES.flatMap((sandboxes) => [0, 1, 2].map((threads) => [sandboxes, threads] as const));

test.for(CASES)("a sandbox ends with its main process: %s, %i threads", ([sandboxes, threads]) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make("sleep", "0.3");
      expect(sandbox.returncode).toBeNull();
      expect(await sandbox.poll()).toBeNull();
      expect(await sandbox.wait()).toBe(0);
      expect(await sandbox.poll()).toBe(0);
      expect(sandbox.returncode).toBe(0);
    },
    { threads, sandboxes },
  ),
);

test.for(RUNTIMES)("a code other than 0 does not throw: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      expect(await (await make("false")).wait()).toBe(1);
      expect(await (await make("no-such-program")).wait()).toBe(127);
    },
    { sandboxes },
  ),
);

test("its time limit ends it, from its start on, and is 5 minutes by default", () =>
  inPlace(
    async ({ world, make }) => {
      const start = world.clock.now();
      const sandbox = await make();
      await expectRejection(() => sandbox.wait(), SandboxTimeoutError, sandbox.objectId, "time limit");
      expect(sandbox.returncode).toBe(124);
      expect(world.clock.now() - start).toBe(310_000);
      await expectRejection(() => sandbox.wait({ raiseOnTermination: false }), SandboxTimeoutError);
    },
    { coldStartMs: 10_000 },
  ));

test("without anything to do, it ends at its idle time limit", () =>
  inPlace(async ({ world, make }) => {
    const start = world.clock.now();
    const sandbox = await make({ idleTimeoutMs: 5000 });
    const process = await sandbox.exec("sleep", "20");
    expect(await process.wait()).toBe(0);
    await process.poll();
    expect(await sandbox.wait()).toBe(137);
    expect(world.clock.now() - start).toBe(25_000);
    expect(world.events.of("sandbox.ended")).toMatchObject([{ status: "IDLE_TIMEOUT" }]);
  }));

test.for(RUNTIMES)("one that is terminated says so, once: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      expect(await sandbox.terminate()).toBeUndefined();
      await expectRejection(() => sandbox.wait(), SandboxTerminatedError, sandbox.objectId);
      expect(await sandbox.wait({ raiseOnTermination: false })).toBe(137);
      expect(await sandbox.terminate({ wait: true })).toBe(137);
      const ended = await make("true");
      expect(await ended.wait()).toBe(0);
      expect(await ended.terminate({ wait: true })).toBe(0);
    },
    { sandboxes },
  ),
);

test("a name is that of one running sandbox of an app", () =>
  inPlace(async ({ make, app }) => {
    const first = await make({ name: "agent" });
    await expectRejection(
      () => make({ name: "agent" }),
      AlreadyExistsError,
      '"agent"',
      "already exists",
      first.objectId,
    );
    const other = await App.lookup("other", { createIfMissing: true });
    expect((await Sandbox.create({ app: other, name: "agent" })).objectId).not.toBe(first.objectId);
    expect((await Sandbox.fromName("sandboxes", "agent")).objectId).toBe(first.objectId);
    await first.terminate();
    await expectRejection(() => Sandbox.fromName("sandboxes", "agent"), NotFoundError, '"agent"', '"sandboxes"');
    const second = await make({ name: "agent" });
    expect((await Sandbox.fromName("sandboxes", "agent")).objectId).toBe(second.objectId);
    await second.terminate();
    const last = await Sandbox.fromName("sandboxes", "agent", { includeTerminated: true });
    expect(last.objectId).toBe(second.objectId);
    expect(app.name).toBe("sandboxes");
  }));

test("those that run are listed, newest first, by app and tags", () =>
  inPlace(async ({ make, app }) => {
    const other = await App.lookup("other", { createIfMissing: true });
    const [a, b] = [await make({ tags: { role: "a", of: "x" } }), await make({ tags: { role: "b", of: "x" } })];
    const c = await Sandbox.create({ app: other, tags: { role: "a" } });
    const ids = async (options?: Parameters<typeof Sandbox.list>[0]): Promise<string[]> => {
      const found: string[] = [];
      for await (const { objectId } of Sandbox.list(options)) found.push(objectId);
      return found;
    };
    expect(await ids()).toEqual([c.objectId, b.objectId, a.objectId]);
    expect(await ids({ ...(app.appId !== undefined && { appId: app.appId }) })).toEqual([b.objectId, a.objectId]);
    expect(await ids({ tags: { role: "a" } })).toEqual([c.objectId, a.objectId]);
    await a.setTags({ role: "c" });
    expect(await a.getTags()).toEqual({ role: "c" });
    expect(await ids({ tags: { of: "x" } })).toEqual([b.objectId]);
    await c.terminate();
    expect(await ids()).toEqual([b.objectId, a.objectId]);
  }));

test.for(RUNTIMES)("an id finds one for good: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make("echo", "hello");
      await sandbox.wait();
      const found = await Sandbox.fromId(sandbox.objectId);
      expect(found.returncode).toBe(0);
      expect(await found.stdout.readText()).toBe("hello\n");
      await expectRejection(() => Sandbox.fromId(`sb-${"0".repeat(22)}`), NotFoundError, "There is no sandbox");
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("a handle that was detached leaves it running: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make("sleep", "0.3");
      sandbox.detach();
      sandbox.detach();
      await expectRejection(() => sandbox.exec("true"), ClientClosed, "was detached", sandbox.objectId);
      await expectRejection(() => sandbox.poll(), ClientClosed);
      expect(() => sandbox.stdout).toThrow(ClientClosed);
      expect(() => sandbox.filesystem).toThrow(ClientClosed);
      expect(await sandbox.wait()).toBe(0);
      expect(sandbox.returncode).toBe(0);
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("a command on one that has ended is a conflict: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make("true");
      await sandbox.wait();
      await expectRejection(() => sandbox.exec("true"), ConflictError, "already finished", "main process has ended");
      await expectRejection(() => sandbox.filesystem.readText("/etc/hostname"), NotFoundError, "already finished");
      await expectRejection(() => sandbox.snapshotFilesystem(), NotFoundError, "already finished");
    },
    { sandboxes },
  ),
);

test("sandboxes end with the app that runs", async () => {
  await using world = await Emulator.start({ threads: 0 });
  const app = new App("short");
  const sandbox = await world.run(app, () => Sandbox.create({ app }));
  expect(await sandbox.wait({ raiseOnTermination: false })).toBe(137);
});

test("readiness is probed until it is there", () =>
  inPlace(async ({ world, make }) => {
    const start = world.clock.now();
    const sandbox = await make({ readinessProbe: Probe.withExec("test", "-e", "/tmp/ready", { intervalMs: 500 }) });
    await expectRejection(() => sandbox.waitUntilReady(1200), TimeoutError, "not ready within 1200");
    const process = await sandbox.exec("sleep", "2");
    await process.wait();
    await sandbox.filesystem.writeText("", "/tmp/ready");
    await sandbox.waitUntilReady();
    expect(world.clock.now() - start).toBe(3500);
    await sandbox.waitUntilReady({ timeoutMs: 1 });
    await expectRejection(async () => (await make()).waitUntilReady(), InvalidError, "no readiness probe");
    await sandbox.terminate();
    await expectRejection(() => sandbox.waitUntilReady(), ConflictError, "already finished");
  }));

test("it is among the world's containers, and on its bill from its start to its end", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make("sleep", "3600", {
      name: "billed",
      cpu: 2,
      memoryMiB: 1024,
      gpu: "T4",
      timeoutMs: 7_200_000,
    });
    await sandbox.wait();
    expect(world.containers()).toMatchObject([{ functionName: "billed", reason: `sandbox ${sandbox.objectId}` }]);
    const { functions, firstAttempts, idle } = world.bill();
    expect(functions).toMatchObject([{ functionName: "billed", containers: 1 }]);
    expect(firstAttempts.seconds).toBe(3600);
    expect(idle.seconds).toBe(0);
    expect(firstAttempts.gpu).toBeCloseTo(3600 * 0.000164);
  }));

test("what waits for a sandbox is said when nothing can go on", () =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make("cat", { timeoutMs: 86_400_000 });
      await expectRejection(() => sandbox.stdout.readText(), DeadlockError, `stdout of sandbox ${sandbox.objectId}`);
    },
    { maxIdleAdvanceMs: 1000 },
  ));
