import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { app, cli } from "../support/run-cli.js";

const explore = (...words: string[]) => cli(["explore", ...words]);

describe("explore", () => {
  test("what holds in every world", async () => {
    expect(await explore("--runs", "5", app("checkout.ts"))).toEqual({
      code: 0,
      stdout: "",
      stderr: expect.stringMatching(
        /^✓ test\/cli\/apps\/checkout\.ts holds: 5 seeds, \d+ interleavings?, 0 retries, faults: none\.\n$/,
      ),
    });
  });

  test("what does not: the smallest failure, where in the user's file, and how to replay it", async () => {
    const { code, stdout, stderr } = await explore("--faults", "crash", app("checkout.ts"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^AssertionError: charged too often\n[^]*?checkout\.ts:17:5\n/);
    expect(stderr).toContain("The smallest failure that was found: seed 0, nothing reordered, one fault:\n  crash: ");
    expect(stderr).not.toMatch(/\/dist\/|fast-check/);
    const [, line = ""] =
      /^Run it again alike: modal-emulator explore \S+ --replay '(.*)'\n$/m.exec(
        stderr.slice(stderr.indexOf("Run it")),
      ) ?? [];
    const again = await explore(app("checkout.ts"), "--replay", line);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("AssertionError: charged too often\n") });
    const usual = await explore(app("checkout.ts"), "--replay", '{"seed":0}');
    expect(usual).toMatchObject({ code: 0, stderr: `✓ ${app("checkout.ts")} holds in this world.\n` });
  });

  test("a function by its name, under other seeds", async () => {
    const { code, stderr } = await explore("--seed", "7", app("checkout.ts", "failing"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^RangeError: never holds\n/);
    expect(stderr).toContain("The smallest failure that was found: seed 7");
  });

  test("-q, and progress at a terminal", async () => {
    expect(await explore("-q", "--runs", "1", app("checkout.ts"))).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect((await cli(["explore", "--runs", "2", app("checkout.ts")], { isTTY: true })).stderr).toContain(
      "explore: 1/2 seeds",
    );
  });

  test("Ctrl-C ends it", async () => {
    // in a process of its own: what is explored goes on where it is not the process that ends
    const child = spawn(process.execPath, ["dist/cli/bin.js", "explore", app("checkout.ts", "endless")]);
    child.stdout.once("data", () => child.kill("SIGINT"));
    const [stderr, exit] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect({ exit, stderr }).toEqual({ exit: [130, null], stderr: "Interrupted.\n" });
  });

  test.each([
    [[], 2, "Missing argument FILE_REF."],
    [["--runs", "0", app("checkout.ts")], 2, "Invalid value for --runs: 0 is not 1 or more."],
    [["--seed", "x", app("checkout.ts")], 2, 'Invalid value for --seed: "x" is not a whole number.'],
    [["--faults", "cough", app("checkout.ts")], 2, "faults.kinds"],
    [["--replay", "{", app("checkout.ts")], 2, "{"],
    [["--threads", "99", app("checkout.ts")], 2, "threads must be a whole number from 0 to 64"],
    [[app("checkout.ts", "charges")], 1, "exports no function `charges`."],
    [[app("checkout.ts", "endles")], 1, "Did you mean `endless`?"],
    [[app("hello.ts")], 1, "has to export a function of the world by default"],
    [["no.ts"], 1, "No such file: no.ts."],
  ])("%j is refused", async (words, code, message) => {
    expect(await explore(...words)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });
});
