import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("ending", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

const lines = readFileSync(join(root, "ending.ts"), "utf8").split("\n");

/** Number of the line that has this code. */
function lineOf(code: string): number {
  return lines.findIndex((line) => line.includes(code)) + 1;
}

function run(...more: readonly string[]): string {
  const env = { ...process.env, MODAL_EMULATOR_SEED: "7", CI: "true" };
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, "run", "--root", root, ...more], {
    encoding: "utf8",
    env,
  });
  return stripVTControlCharacters(stdout + stderr);
}

describe("what is said of a test when it ends", () => {
  const reports = new Map<string, string>();
  let output = "";

  beforeAll(() => {
    output = run();
    for (const part of output.split(/^ FAIL {2}ending\.ts > /m).slice(1))
      reports.set(part.slice(0, part.indexOf("\n")), part.split(/^⎯{5,}\[/m)[0] ?? "");
  }, 60_000);

  test.each([
    ["forgets a run", "world.run", "void world.run(app, () => one"],
    ["forgets a deployment", "world.deploy", "void world.deploy"],
    ["forgets the clock", "world.clock.advance", "void world.clock"],
    ["forgets to iterate a map", "each.map (never iterated)", "each.map([1, 2]);"],
    ["forgets to iterate a starmap", "each.starmap (never iterated)", "void each.starmap"],
    ["forgets to iterate a generator", "count.remoteGen (never iterated)", "count.remoteGen();"],
    ["forgets a loop", "each.forEach", "void each.forEach"],
    ["forgets a run after another, which fails", "world.run", "void world.run(app, () => pay"],
  ])("one that %s fails, and the line is named", (name, what, code) => {
    const line = lineOf(code);
    const report = reports.get(name) ?? output;
    expect(report).toContain("is an `await` missing?");
    expect(report).toMatch(new RegExp(`^ {2}${RegExp.escape(what)} at \\S+ending\\.ts:${line}:\\d+$`, "m"));
    expect(report).toMatch(new RegExp(`❯ ending\\.ts:${line}:\\d+`));
  });

  test("nothing is said of one that waits, or whose mock does", () => {
    expect(output).toMatch(/✓ does not forget/);
    expect(output).toMatch(/✓ has a mock that never comes back/);
    expect(output.match(/Unhandled Rejection/g)).toHaveLength(2);
  });

  test.each([
    ["waits", "void waits.remote()"],
    ["eachWaits", "void eachWaits.forEach"],
  ])("a call of %s that is not awaited in a run is named, with its line", (name, code) => {
    const unhandled = output.split("Unhandled Rejection").find((part) => part.includes(`this call of \`${name}\``));
    expect(unhandled).toContain(
      `App ending was stopped before this call of \`${name}\` had ended: is an \`await\` missing?`,
    );
    expect(unhandled).toMatch(new RegExp(`❯ ending\\.ts:${lineOf(code)}:\\d+`));
  });

  test("code that never comes back is named within the test's time, with its logs", () => {
    const report = reports.get("loops") ?? output;
    expect(report).toContain("FunctionTimeoutError: ");
    expect(report).toContain("`busy`");
    expect(report).toContain("did not come back to the event loop within 5600 ms of real time (watchdogMs)");
    expect(report).toMatch(/^ {2}\S+Z {3}Ann is about to loop$/m);
    expect(reports.get("loops in a world that says when it is enough")).toMatch(
      /Bob is about to loop.*: FunctionTimeoutError/,
    );
  });

  test("a failure while code loops says who is busy, and the test ends at once", () => {
    const report = reports.get("fails while code loops") ?? output;
    expect(report).toContain("AssertionError");
    const took = /× fails while code loops (\d+)ms/.exec(output)?.[1];
    expect(Number(took)).toBeLessThan(10_000);
  });

  test("a wait that cannot end points at the line that waits", () => {
    expect(reports.get("waits in the host")).toContain("DeadlockError");
    expect(reports.get("waits in the host")).toMatch(
      new RegExp(`❯ ending\\.ts:${lineOf("await jobs.get(); // here")}:\\d+`),
    );
    expect(reports.get("waits for a function that waits")).toMatch(
      new RegExp(`❯ ending\\.ts:${lineOf("await waits.remote()")}:\\d+`),
    );
  });

  test("an error that lost its class says how to keep it", () => {
    expect(reports.get("expects an error of a class that is not registered")).toContain(
      "PaymentError came out as RemoteError: register it with app.errorClass(PaymentError) to get its instances.",
    );
  });

  test("the command runs the test again, whatever its name", () => {
    const command =
      /Run it again alike: (MODAL_EMULATOR_SEED=7 npx vitest run \S+ -t 'is .*)$/m.exec(output)?.[1] ?? "";
    expect(command).toContain("test/vitest/ending/ending.ts -t ");
    // as a shell splits it
    const print = `for word; do printf '%s\\0' "$word"; done`;
    const words = execFileSync("sh", ["-c", `set -- ${command}; ${print}`], { encoding: "utf8" })
      .split("\0")
      .slice(0, -1);
    const again = run(...words.slice(words.indexOf("-t")));
    expect(again).toMatch(/1 failed \| 18 skipped/);
    expect(again).toContain("expected 1 to be 2");
  });
});
