import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { keptCli } from "../support/kept-cli.js";
import { app, cli, type CliResult } from "../support/run-cli.js";

const NIGHTLY = app("nightly.ts", "app");

/** `modal-emulator simulate` without a kept state, on one thread. */
const simulate = (...words: string[]): Promise<CliResult> =>
  cli(["simulate", "--no-state", "--threads", "1", ...words]);

/** The object of `--json`. */
const json = async (...words: string[]) => JSON.parse((await simulate("--json", "-q", ...words)).stdout);

describe("simulate", () => {
  test("a month of a nightly app: what fired when, what failed, what it costs", async () => {
    expect(await simulate("-q", NIGHTLY)).toEqual({
      code: 0,
      stderr: "",
      stdout: `30 d of virtual time: 2026-01-01 00:00:00 UTC to 2026-01-31 00:00:00 UTC

        schedule       fired  failed  retries  next
backUp  0 2 * * *         30       0        0  2026-01-31 02:00:00 UTC
clean   every 8 hours     89       0        0  2026-01-31 00:00:00 UTC

Thu 2026-01-01                    02:00 backUp
                                  08:00 16:00 clean
Fri 2026-01-02 to Fri 2026-01-30  02:00 backUp
                                  00:00 08:00 16:00 clean

Failures
sweep: 89 times, first 2026-01-01 08:00:00 UTC: Error: it is dark

297 calls, 208 containers, 0 retries

Rates of 2025-11, in US dollars
        containers  cold starts  first attempts    retries       idle      total
backUp          30    $0.000000       $0.403047  $0.000000  $0.403047  $0.806094
clean           89    $0.000000       $0.000000  $0.000000  $0.010226  $0.010226
sweep           89    $0.000000       $0.000000  $0.000000  $0.010226  $0.010226
all            208    $0.000000       $0.403047  $0.000000  $0.423499  $0.826546
`,
    });
  });

  test("a scheduled call that fails for good is marked, told with its error, and gives code 1", async () => {
    const setup = ["--setup", "test/cli/apps/setup-luck.ts"];
    const { code, stdout } = await simulate("-q", "--for", "3d", ...setup, NIGHTLY);
    expect(code).toBe(1);
    expect(stdout).toContain("backUp  0 2 * * *          3       1        1  2026-01-04 02:00:00 UTC\n");
    expect(stdout).toContain("Fri 2026-01-02  02:00✗ backUp\n");
    expect(stdout).toContain("backUp: 1 time, first 2026-01-02 02:00:01 UTC: RangeError: no luck today\n");
  });

  test("logs and the time that it took", async () => {
    const { stdout, stderr } = await simulate("--for", "1d", "--timestamps", NIGHTLY);
    expect(stdout).toMatch(/^2026-01-01T02:01:00.000Z backed up\n1 d of virtual time/);
    expect(stderr).toMatch(/✓ simulate: 1 d of virtual time in 0 ms\n$/);
  });

  test("--json holds all of it, and nothing of real time", async () => {
    const words = ["--for", "12h", "--from", "2026-03-01", NIGHTLY];
    const first = await simulate("--json", ...words);
    expect(first).toEqual(await simulate("--json", ...words));
    expect(first.stderr).toContain("backed up\n");
    expect(JSON.parse(first.stdout)).toMatchObject({
      ok: true,
      seed: 0,
      from: "2026-03-01T00:00:00.000Z",
      until: "2026-03-01T12:00:00.000Z",
      schedules: [
        {
          app: "nightly",
          environment: "main",
          function: "backUp",
          schedule: "0 2 * * *",
          succeeded: 1,
          failed: 0,
          retries: 0,
          next: "2026-03-02T02:00:00.000Z",
          fires: [{ at: "2026-03-01T02:00:00.000Z", outcome: "succeeded" }],
        },
        { function: "clean", succeeded: 1 },
      ],
      failures: [{ function: "sweep", error: "Error: it is dark", count: 1, unheard: 0 }],
      calls: 4,
      retries: 0,
      faults: 0,
      unused_faults: [],
      bill: { rates: "2025-11", functions: [{ function: "backUp", containers: 1 }, {}, {}] },
    });
  });

  test("what runs still when the time is over has no outcome yet", async () => {
    const { schedules } = await json("--for", "7230s", NIGHTLY);
    expect(schedules[0].fires).toEqual([{ at: "2026-01-01T02:00:00.000Z", outcome: "running" }]);
  });

  test("without schedules nothing fires", async () => {
    expect(await simulate("-q", app("nightly.ts", "idle"))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("\nNo function has a schedule.\n\nNothing failed.\n"),
    });
  });

  test("a year of an hourly one is cut short where it is long, and --json has all", async () => {
    const command = keptCli();
    const file = command.file(
      "odd.ts",
      `import { App, Period } from "modal-emulator";
       export const app = new App("odd");
       export const odd = app.function({ schedule: Period.days(2), isolation: "inline" }, async function odd() {});`,
    );
    const { stdout } = await simulate("-q", "--for", "52w", file);
    expect(stdout).toContain("… and 81 more days: --json has all\n");
    expect((await json("--for", "52w", file)).schedules[0].fires).toHaveLength(181);
  });
});

describe("simulate with faults of a file", () => {
  test("fails what they hit, and names those that hit nothing", async () => {
    const plan = keptCli().file(
      "plan.json",
      JSON.stringify([
        { kind: "fail", function: "nightly/backUp", calls: 2, error: { name: "RangeError", message: "disk full" } },
        { kind: "crash", function: "nightly/bckUp" },
      ]),
    );
    const { code, stdout, stderr } = await simulate("-q", "--for", "3d", "--faults", plan, NIGHTLY);
    expect(code).toBe(1);
    expect(stdout).toContain("RangeError: disk full\n");
    expect(stdout).toContain(", 1 retry, faults: 2\n");
    expect(stderr).toMatch(
      /^A fault had nothing to hit: fault 2 of .*plan\.json, .*Did you mean "nightly\/backUp"\?\n$/,
    );
  });

  test.each([
    ["[", "plan.json is no JSON: "],
    ["{}", "--faults: PLAN must hold a list of faults"],
    ['[{"kind":"cough"}]', "fault 1 of PLAN must be an object whose `kind` is one of fail, "],
    ['[{"kind":"fail"},{"kind":"delay"}]', 'Option "delayMs" of fault 2 of PLAN must be '],
    ['[{"kind":"fail","function":"backUp"}]', 'Option "function" of fault 1 of PLAN must be "app/function"'],
  ])("%s is refused", async (content, message) => {
    const plan = keptCli().file("plan.json", content);
    expect(await simulate("--faults", plan, NIGHTLY)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(message.replaceAll("PLAN", plan)),
    });
  });
});

describe("simulate and a kept state", () => {
  test("without a file, all that is deployed runs; nothing of it is kept", async () => {
    const command = keptCli();
    await command("deploy", NIGHTLY);
    const before = await command("state", "show", "--json");
    for (const _ of [1, 2]) {
      const { code, stdout } = await command("simulate", "-q", "--for", "2d");
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("backUp  0 2 * * *") });
    }
    expect(await command("state", "show", "--json")).toEqual(before);
  });

  test("with a file, others that are deployed do not run by themselves", async () => {
    const command = keptCli();
    await command("deploy", NIGHTLY);
    const { stdout } = await command("simulate", app("nightly.ts", "idle"), "-q", "--for", "2d");
    expect(stdout).toContain("No function has a schedule.");
  });

  test("the same function in two environments", async () => {
    const command = keptCli();
    await command("deploy", NIGHTLY, "-e", "dev");
    await command("deploy", NIGHTLY);
    const { stdout } = await command("simulate", "-q", "--for", "1d");
    for (const environment of ["dev", "main"])
      expect(stdout).toMatch(new RegExp(`nightly/backUp in ${environment} +0 2`));
  });

  test("nothing is deployed: no folder is made either", async () => {
    const command = keptCli();
    expect(await command("simulate", "-q")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("Nothing is deployed: name a file"),
    });
    expect(existsSync(command.folder)).toBe(false);
  });
});

describe("simulate refuses", () => {
  test.each([
    [["--for", "soon", NIGHTLY], 2, 'Invalid value for --for: "soon" is no span of time such as 90s'],
    [["--for", "0d", NIGHTLY], 2, 'Invalid value for --for: "0d"'],
    [["--for", "400000000w", NIGHTLY], 2, "--for: that long after the beginning is no date any more."],
    [["--from", "soon", NIGHTLY], 2, "is not a point in time"],
    [["--faults", "no.json", NIGHTLY], 2, "--faults: no.json cannot be read (ENOENT)."],
    [["--threads", "65", NIGHTLY], 2, "threads must be a whole number from 0 to 64"],
    [["--frob", NIGHTLY], 2, "No such option: --frob."],
    [[NIGHTLY, "extra"], 2, "Too many arguments: extra."],
    [["--secret", "x", NIGHTLY], 2, "--secret needs name=KEY=VALUE"],
    [["no.ts"], 1, "No such file: no.ts."],
    [[app("nightly.ts", "ap")], 1, "has no app `ap`. Did you mean `app`?"],
    [[app("empty.ts")], 1, "makes no app: there is nothing to simulate."],
    [[app("import-fails.ts")], 1, "could not be loaded."],
  ])("%j", async (words, code, message) => {
    const result = await simulate(...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain("/dist/");
  });
});

test.each([
  [["--for", "soon", NIGHTLY], 2, "UsageError"],
  [["no.ts"], 1, "InvalidError"],
  [[app("import-fails.ts")], 1, "RangeError"],
])("--json: %j is told as JSON, too", async (words, code, name) => {
  const result = await simulate("--json", ...words);
  expect(result.code).toBe(code);
  expect(JSON.parse(result.stdout)).toMatchObject({ ok: false, error: { name } });
});

test("Ctrl-C ends a simulation with what has come of it until then", async () => {
  const controller = new AbortController();
  const { code, stdout, stderr } = await cli(["simulate", "--no-state", "--threads", "1", "--for", "5200w", NIGHTLY], {
    signal: controller.signal,
    onWrite: (_, text) => {
      if (text.includes("backed up")) controller.abort();
    },
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/Interrupted\.\n✗ simulate: .* of virtual time in/);
  expect(stdout).toContain("backUp  0 2 * * *");
});
