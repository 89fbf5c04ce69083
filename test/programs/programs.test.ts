import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, growing, lasting, mounted, run } from "./app.ts";
import { SCENARIOS } from "./scenarios.ts";
import { startWith } from "./start-with.ts";
import { CASES, holdsFor, resultsOfNobody, THREADS, WAYS } from "./ways.ts";

for (const [way, threads] of CASES)
  for (const scenario of SCENARIOS.filter((each) => holdsFor(each, way, "this user")))
    test(`${scenario.name}: ${way}, ${threads} threads`, async () => {
      await using world = await startWith(way, threads);
      expect(await scenario.run(world)).toEqual(scenario.expected);
    });

for (const way of WAYS.nobody)
  test.for(THREADS)(`all of it for somebody who is not root: ${way}, %i threads`, { timeout: 120_000 }, (threads) => {
    const held = SCENARIOS.filter((each) => holdsFor(each, way, "nobody"));
    expect(resultsOfNobody(way, threads)).toEqual(
      Object.fromEntries(held.map(({ name, expected }) => [name, expected])),
    );
  });

test("this machine has some of these ways", () => {
  const said = Object.entries(WAYS).map(([who, ways]) => `${who}: ${ways.join(", ") || "none"}`);
  process.stderr.write(`Ways of child processes that were tried. ${said.join("; ")}.\n`);
  expect(WAYS["this user"]).toContain("translate");
});

test.for([0, 1, 2])("refused where that is wanted, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, disk: "private", children: "refuse" });
  const results = await world.run(app, () =>
    mounted.remote([
      ["execSync", "echo free"],
      ["write", "/data/a", "text"],
      ["execSync", "cat /data/a"],
      ["write", "/tmp/modal-emulator-own", "text"],
      ["execFileSync", "cat /tmp/modal-emulator-own"],
    ]),
  );
  expect(results).toEqual([
    "free\n",
    expect.stringMatching(
      /UnimplementedError: child_process.execSync was given "cat \/data\/a", which is in the mount/,
    ),
    expect.stringMatching(
      /UnimplementedError: child_process.execFileSync was given .*, which this container has changed/,
    ),
  ]);
});

test.runIf(fs.existsSync("/proc/self/io")).for(CASES)(
  "of a large file, what was changed is written: %s, %i threads",
  async ([way, threads]) => {
    for (const path of ["/data/large", "/tmp/modal-emulator-large"]) {
      await using world = await startWith(way, threads);
      expect(await world.run(app, () => growing.remote(path))).toEqual([true, true, 518]);
    }
  },
);

test.for([...CASES, ["refuse", 0], ["refuse", 1], ["host", 0], ["host", 1]] as const)(
  "the event log says what was started, and how: %s, %i threads",
  async ([way, threads]) => {
    await using world = await Emulator.start({
      threads,
      ...(way === "host" ? { disk: way } : { disk: "private", children: way }),
    });
    const results = await world.run(app, () =>
      run.remote([
        ["exec", "true"],
        ["execFile", "echo", "text"],
        ["execFile", "no-such-program", ""],
        ["execSync", "exit 3"],
      ]),
    );
    expect(results).toHaveLength(4);
    const [container] = world.events.of("container.created");
    expect(world.events.of("process.started")).toEqual(
      ["/bin/sh", "echo", "/bin/sh"].map((file) =>
        expect.objectContaining({
          container: container?.container,
          file,
          way: way === "refuse" || way === "host" ? "host" : way,
        }),
      ),
    );
  },
);

test("an unknown way for children is refused", async () => {
  await expect(Emulator.start({ children: "overlay" as "auto" })).rejects.toThrow(
    'Emulator.start: children must be "auto", "namespace", "translate" or "refuse", not "overlay".',
  );
});

test("nothing of it is left when the world ends", async () => {
  const keepers = (): string =>
    spawnSync("pgrep", ["-P", String(process.pid), "-f", "modal-emulator /dev/shm"], { encoding: "utf8" }).stdout;
  const before = keepers();
  {
    await using world = await Emulator.start({ threads: 1, disk: "private" });
    await world.run(app, () => run.remote([["execSync", "true"]]));
  }
  await expect.poll(keepers, { timeout: 20_000 }).toBe(before);
});

test.for(CASES)("programs end with their container: %s, %i threads", async ([way, threads]) => {
  const isThere = (pid: number | undefined): boolean => fs.existsSync(`/proc/${pid}/ns`);
  let pids: readonly (number | undefined)[];
  {
    await using world = await startWith(way, threads);
    pids = await world.run(app, () => lasting.remote());
  }
  const [child, left] = pids;
  await expect.poll(() => isThere(child), { timeout: 20_000 }).toBe(false);
  if (way === "namespace") await expect.poll(() => isThere(left), { timeout: 20_000 }).toBe(false);
  else process.kill(Number(left), "SIGKILL"); // it is nobody's
});
