import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidError } from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";
import { afterAll, describe, expect, test } from "vitest";
import { expectRejection } from "../support/expect-error.js";
import { app, append, ask, count, counts, dieOnce, draw, echo, pollute, resetCount, tally } from "./app.js";

const directory = mkdtempSync(join(tmpdir(), "doctor-"));
afterAll(() => rmSync(directory, { recursive: true }));

const globals = (): unknown[] => [
  Date,
  Date.now,
  Math.random,
  performance.now,
  crypto.randomUUID,
  crypto.getRandomValues,
];

describe("a body that is deterministic", () => {
  const settings: EmulatorOptions[] = [
    { threads: 0 },
    { threads: 1, seed: "seven" },
    { threads: 2, bundle: true },
    { isolation: "inline" },
  ];
  test.each(settings)("has nothing to report: %o", async (options) => {
    const before = globals();
    await using world = await Emulator.start(options);
    const report = await world.doctor((fresh) => fresh.run(app, () => draw.forEach(["Ann", "Bob", "Cy"])));
    expect(String(report)).toMatch(/^Deterministic: [23] runs with seed (?:0|"seven") left the same event log/);
    expect(report).toMatchObject({ deterministic: true, first: undefined, causes: [] });
    expect(world.events.of("app.started")).toEqual([]);
    expect(globals()).toEqual(before);
  });
});

describe("a body that is not deterministic because of", () => {
  test("a package that keeps state: it is named, and others that are loaded are not", async () => {
    await using world = await Emulator.start({ threads: 1 });
    const report = await world.doctor((fresh) =>
      fresh.run(app, () => Promise.all([draw.remote("Ann"), count.remote()])),
    );
    expect(report.deterministic).toBe(false);
    expect(report.first).toMatchObject({
      left: { type: "input.ended", result: "1" },
      right: { type: "input.ended", result: "2" },
    });
    expect(report.causes).toMatchObject([{ kind: "package state", names: ["counter"] }]);
    expect(String(report)).toContain(
      `event ${report.first?.seq} (input.ended): result is 1 in the first and 2 in the second`,
    );
    expect(String(report)).toContain(
      'package state: `counter` keeps state between containers: the difference is gone with `bundle: ["counter"]`.',
    );
  });

  test("a package that keeps state, seen through what a generator yields", async () => {
    await using world = await Emulator.start({ threads: 1 });
    const read = async (fresh: Emulator): Promise<void> => {
      await fresh.run(app, async () => {
        for await (const item of counts.remoteGen(2)) await echo.remote(item);
      });
    };
    const passedOn = await world.doctor(read);
    expect(passedOn.first).toMatchObject({
      left: { type: "input.created", args: "[ 1 ]" },
      right: { type: "input.created", args: "[ 3 ]" },
    });
    expect(passedOn.causes).toMatchObject([{ kind: "package state", names: ["counter"] }]);
    const dropped = await world.doctor((fresh) => fresh.run(app, () => Array.fromAsync(counts.remoteGen(2))));
    expect(dropped.first).toMatchObject({
      left: { type: "input.ended", result: "1, 2" },
      right: { type: "input.ended", result: "3, 4" },
    });
  });

  test("a package that keeps state, in the host's thread", async () => {
    await using world = await Emulator.start({ threads: 0 });
    const report = await world.doctor((fresh) => fresh.run(app, () => count.remote()));
    expect(report.causes).toMatchObject([{ kind: "package state", names: ["counter"] }]);
  });

  test("a package whose state shows on another number of threads only", async () => {
    await using world = await Emulator.start({ threads: 1, seed: 1 }); // one that puts the two counts on two threads
    const body = (fresh: Emulator): Promise<unknown> =>
      fresh.run(app, async () => {
        await resetCount.remote();
        return [await count.remote(), await count.remote()];
      });
    const report = await world.doctor(body);
    expect(report.causes).toMatchObject([{ kind: "package state", names: ["counter"] }]);
    expect(String(report)).toContain("one on 1 and one on 2 threads");
    await using bundled = await Emulator.start({ threads: 1, bundle: ["counter"] });
    expect((await bundled.doctor(body)).deterministic).toBe(true);
  });

  test("a changed prototype: it is named, and who changed it", async () => {
    await using world = await Emulator.start({ threads: 1 });
    const twice = (): Promise<unknown> => Promise.all([pollute.remote(), pollute.remote()]);
    const report = await world.doctor((fresh) => fresh.run(app, twice));
    expect(report.first).toMatchObject({
      left: { type: "log", text: "seen 2 times" },
      right: { type: "log", text: "seen 1 times" },
    });
    expect(report.causes).toMatchObject([{ kind: "built-ins", names: ["Array.prototype.seen"] }]);
    expect(String(report)).toContain(
      "while `pollute` ran, Array.prototype.seen changed, for every container of the thread.",
    );
  });

  test("a real server that answers otherwise", async () => {
    let requests = 0;
    const server = createServer((_request, response) => response.end(`answer ${++requests}`)).listen(0, "127.0.0.1");
    try {
      await using world = await Emulator.start({ threads: 1 });
      await new Promise((resolve) => server.once("listening", resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const report = await world.doctor((fresh) => fresh.run(app, () => ask.remote(url)));
      expect(report.first).toMatchObject({ left: { result: "'answer 1'" }, right: { result: "'answer 2'" } });
      expect(report.causes).toMatchObject([{ kind: "real I/O", names: [`fetch of ${url}`] }]);
      expect(String(report)).toContain("real I/O: what differs comes from a container that did real I/O: `ask`");
      const answered = await world.doctor((fresh) => {
        fresh.onFetch(url, () => new Response("always"));
        return fresh.run(app, () => ask.remote(url));
      });
      expect(String(answered)).toContain("Deterministic");
    } finally {
      server.close();
    }
  });

  test("real time and chance in the test's own code: the lines are named", async () => {
    await using world = await Emulator.start({ threads: 1 });
    let last = 0;
    const report = await world.doctor((fresh) =>
      fresh.run(app, async () => {
        await echo.remote("same");
        const now = Date.now();
        await echo.remote(`${(last = Math.max(last + 1, now))} ${Math.random()}`);
      }),
    );
    expect(report.first).toMatchObject({ left: { type: "input.created" }, right: { type: "input.created" } });
    expect(report.causes).toMatchObject([{ kind: "test code" }]);
    expect(report.causes[0]?.names.toSorted()).toEqual([
      expect.stringMatching(/^Date\.now at test\/doctor\/doctor\.test\.ts:\d+:\d+$/),
      expect.stringMatching(/^Math\.random at test\/doctor\/doctor\.test\.ts:\d+:\d+$/),
    ]);
  });

  test("a variable of the test that a run leaves changed, seen through a mock", async () => {
    await using world = await Emulator.start({ threads: 1 });
    let calls = 0;
    const report = await world.doctor((fresh) => {
      fresh.mock(echo, () => ++calls);
      return fresh.run(app, () => echo.remote(1));
    });
    expect(report.causes).toMatchObject([{ kind: "test code", names: [] }]);
    expect(String(report)).toContain("look for variables outside the body that a run leaves changed");
  });

  test("a body that fails in one run only", async () => {
    await using world = await Emulator.start({ threads: 1 });
    let runs = 0;
    const report = await world.doctor(async (fresh) => {
      await fresh.run(app, () => echo.remote(1));
      if (++runs === 2) throw new Error("only now");
    });
    expect(report).toMatchObject({ deterministic: false, first: undefined, causes: [{ kind: "test code" }] });
    expect(String(report)).toContain("the body failed in one of them only");
  });

  test("a thread that ends", async () => {
    await using world = await Emulator.start({ threads: 1, disk: "host" });
    const report = await world.doctor((fresh) => fresh.run(app, () => dieOnce.remote(join(directory, "died"))));
    expect(report.causes).toMatchObject([{ kind: "thread" }]);
    expect(String(report)).toContain("a thread ended under its containers");
  });

  test("what is loaded by require, and stays in the thread", async () => {
    await using world = await Emulator.start({ threads: 1 });
    const report = await world.doctor((fresh) => fresh.run(app, () => tally.remote()));
    expect(report.causes).toMatchObject([{ kind: "thread", names: [] }]);
    expect(String(report)).toContain("a run leaves something in its threads");
  });

  test("a file: nothing is blamed that did not do it", async () => {
    await using world = await Emulator.start({ threads: 1, disk: "host" });
    const report = await world.doctor((fresh) => fresh.run(app, () => append.remote(join(directory, "grows"))));
    expect(report.causes).toMatchObject([{ kind: "unknown", names: [] }]);
    expect(String(report)).toContain("Look for files");
  });
});

test("a body that fails in every run alike fails the examination; what is no body is refused", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await expectRejection(
    () => world.doctor((fresh) => fresh.run(app, () => Promise.reject(new RangeError("always")))),
    RangeError,
    "always",
  );
  // @ts-expect-error no function
  await expectRejection(() => world.doctor(5), InvalidError, "world.doctor", "a function");
  expect(await world.run(app, () => echo.remote(1))).toBe(1);
});
