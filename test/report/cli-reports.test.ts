import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { watch, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { app, cli, type CliOptions, type CliResult } from "../support/run-cli.js";
import { folder, readBack } from "./support.js";

const SHOP = "test/report/apps/shop.ts";
const at = (name: string): string => join(folder(), name);

/** A command with a world, on one thread. */
function command(words: readonly string[], options?: CliOptions): Promise<CliResult> {
  const [name = "", ...rest] = words;
  return cli([name, "--no-state", "--threads", "1", ...rest], options);
}

describe("run --report", () => {
  test("writes a report of a run that went well, and says where it is", async () => {
    const file = at("deep/run.html");
    const { code, stdout, stderr } = await command([
      "run",
      "--report",
      file,
      "--quiet",
      `${SHOP}::priceOf`,
      "--item",
      "2",
    ]);
    expect([code, stdout, stderr]).toEqual([0, "price of 2\n4\n", `Report: ${file}\n`]);
    const { title, failure, events, sources } = await readBack(file);
    expect(title).toBe(`run ${SHOP}::priceOf`);
    expect(failure).toBeNull();
    expect(events.map(({ type }) => type)).toContain("input.ended");
    expect(Object.keys(sources)).toEqual([SHOP]);
  });

  test("of one that failed, with how to do it again alike, and no value of a secret", async () => {
    const file = at("it is.html");
    const words = ["run", "--report", file, "--secret", "s=KEY=hush-hush", `${SHOP}::priceOf`, "--item", "13"];
    const { code, stderr } = await command(words);
    expect(code).toBe(1);
    expect(stderr).toContain(`\nReport: ${file}\n`);
    const { failure } = await readBack(file);
    expect(failure).toEqual({
      message: "RangeError: 13 has no price\n<b>none</b>",
      stack: expect.stringContaining(`at priceOf (${SHOP}:13:`),
      again: `npx modal-emulator run --seed 0 --no-state --threads 1 --report '${file}' --secret s=KEY=*** ${SHOP}::priceOf --item 13`,
    });
    expect(JSON.stringify(await readBack(file))).not.toContain("hush-hush");
  });

  test("a seed that was given stands in the command once", async () => {
    const file = at("seed.html");
    await command(["run", "--seed", "5", "--report", file, `${SHOP}::priceOf`, "--item", "13"]);
    const { seed, failure } = await readBack(file);
    expect(seed).toBe("5");
    expect(failure?.again).toBe(
      `npx modal-emulator run --no-state --threads 1 --seed 5 --report ${file} ${SHOP}::priceOf --item 13`,
    );
  });

  test("with --json, nothing of it is in the output", async () => {
    const file = at("json.html");
    const { stdout, stderr } = await command(["run", "--json", "--report", file, `${SHOP}::priceOf`, "--item", "2"]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, result: 4 });
    expect(stderr).toContain(`Report: ${file}\n`);
  });

  test("of one that was interrupted", async () => {
    const file = at("interrupted.html");
    const interrupted = new AbortController();
    const { code, stderr } = await command(["run", "--report", file, app("failing.ts", "forever")], {
      signal: interrupted.signal,
      onWrite: (_stream, text) => text === "waiting\n" && interrupted.abort(),
    });
    expect(code).toBe(130);
    expect(stderr).toContain(`Report: ${file}\n`);
    expect((await readBack(file)).failure?.message).toBe("Interrupted.");
  });

  test.each([0, 1])("of one whose code never waits, when Ctrl-C ends it (%i threads)", async (threads) => {
    const [file, directory] = [at("spinning.html"), folder()];
    const begun = watch(directory)[Symbol.asyncIterator]().next();
    const words = ["run", "--disk", "host", "--threads", String(threads), "--report", file, app("held-up.ts", "body")];
    const child = spawn(process.execPath, ["dist/cli/bin.js", ...words, "--begun", join(directory, "begun")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.resume();
    await begun;
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([130, null]);
    const { failure, events } = await readBack(file);
    expect(failure?.message).toBe("Interrupted.");
    expect(events.at(-1)?.type).not.toBe("attempt.ended");
  });

  test("what cannot be written changes nothing else", async () => {
    const file = at("file");
    await writeFile(file, "");
    const { code, stdout, stderr } = await command([
      "run",
      "-q",
      "--report",
      join(file, "r.html"),
      `${SHOP}::priceOf`,
      "--item",
      "2",
    ]);
    expect([code, stdout]).toEqual([0, "price of 2\n4\n"]);
    expect(stderr).toMatch(/^The report could not be written: E\w+: .*\n$/);
  });

  test("what does not come to a run has none", async () => {
    const file = at("none.html");
    expect((await command(["run", "--report", file, `${SHOP}::nothing`])).code).toBe(1);
    expect((await command(["run", "--report"])).stderr).toContain("Option --report needs a value.");
    expect(existsSync(file)).toBe(false);
  });
});

describe("simulate --report", () => {
  const NIGHTLY = "test/cli/apps/nightly.ts::app";

  test("writes a report of the days that have passed", async () => {
    const file = at("days.html");
    const { code, stderr } = await command(["simulate", "-q", "--for", "2d", "--report", file, NIGHTLY]);
    expect([code, stderr]).toEqual([0, `Report: ${file}\n`]);
    const { title, failure, events } = await readBack(file);
    expect([title, failure]).toEqual([`simulate ${NIGHTLY}`, null]);
    expect(events.filter(({ type }) => type === "schedule.fired")).toHaveLength(7);
  });

  test("of one in which a scheduled call failed for good", async () => {
    const file = at("failed.html");
    const words = [
      "simulate",
      "-q",
      "--for",
      "2d",
      "--setup",
      "test/cli/apps/setup-luck.ts",
      "--report",
      file,
      NIGHTLY,
    ];
    expect((await command(words)).code).toBe(1);
    const { failure } = await readBack(file);
    expect(failure?.message).toBe("backUp: RangeError: no luck today");
    expect(failure?.again).toContain("npx modal-emulator simulate --seed 0 ");
  });

  test("of one that was interrupted", async () => {
    const file = at("interrupted.html");
    const interrupted = new AbortController();
    const { code } = await command(["simulate", "--for", "365d", "--report", file, NIGHTLY], {
      signal: interrupted.signal,
      onWrite: () => interrupted.abort(),
    });
    expect(code).toBe(130);
    expect((await readBack(file)).failure?.message).toBe("Interrupted.");
  });
});

test("what they write is what `report` reads, and two equal runs are alike", async () => {
  const files = [at("a.html"), at("b.html")];
  for (const file of files) await command(["run", "-q", "--report", file, `${SHOP}::basket`, "--items", "[1,7]"]);
  expect((await cli(["report", ...files])).stdout).toContain(`run ${SHOP}::basket: seed 0, modal-emulator `);
  expect(await cli(["report", "--compare", ...files])).toEqual({
    code: 0,
    stdout: "The two runs are alike.\n",
    stderr: "",
  });
});
