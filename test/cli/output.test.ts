// Modal: docs/modal/command-line.md#run
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { app, cli, run } from "../support/run-cli.js";

const sleep = app("work.ts", "sleep");
const draw = app("work.ts", "draw");

// Modal: docs/modal/context-ids-and-logs.md#output
describe("logs", () => {
  test("go to the stream that the container wrote to, as they come", async () => {
    const written: string[] = [];
    await cli(["run", "-q", "--threads", "1", sleep], {
      onWrite: (stream, text) => written.push(`${stream}: ${text}`),
    });
    expect(written).toEqual(["stdout: good night\nsleep well\n", "stderr: good morning\n", "stdout: slept\n"]);
  });
  test("come once, also in an app that enables output itself", async () => {
    expect(await run("-q", app("aloud.ts"))).toEqual({ code: 0, stdout: "once\n", stderr: "" });
  });
  test("--timestamps puts virtual time before each line", async () => {
    expect(await run("-q", "--timestamps", "--start-time", "2030-05-01T10:00:00Z", sleep)).toEqual({
      code: 0,
      stdout: "2030-05-01T10:00:00.000Z good night\n2030-05-01T10:00:00.000Z sleep well\nslept\n",
      stderr: "2030-05-01T10:01:30.000Z good morning\n",
    });
  });
  test("what the entrypoint writes itself goes along, in order", async () => {
    const { stdout, stderr } = await run("-q", app("work.ts", "batch"));
    expect(stdout).toBe("done: 1000 2000 3000\n");
    expect(stderr).toBe("that is all\n");
  });
  test("afterwards the process writes as before", async () => {
    const { console: before } = globalThis;
    const own = Object.getOwnPropertyDescriptor(process.stdout, "write");
    await run("-q", draw);
    expect(globalThis.console).toBe(before);
    expect(Object.getOwnPropertyDescriptor(process.stdout, "write")).toEqual(own);
  });
});

describe("the summary", () => {
  test("is one line on stderr", async () => {
    const { stderr } = await run(app("work.ts", "batch"));
    expect(stderr).toMatch(
      /^that is all\n✓ batch: 1 call with 3 inputs, \d containers?, 0 retries; [\d.]+ s of virtual time in .*s\n$/,
    );
  });
  test("counts retries, and is there when the run fails", async () => {
    const { code, stderr } = await run(app("work.ts", "flaky"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/✗ flaky: 1 call, 1 container, 2 retries; [\d.]+ s of virtual time in .*\n$/);
  });
  test("--quiet leaves it out", async () => {
    expect((await run("--quiet", sleep)).stderr).toBe("good morning\n");
  });
});

describe("--json", () => {
  test("is all that stands on stdout; everything else is on stderr", async () => {
    const { code, stdout, stderr } = await run("--json", "--seed", "7", sleep);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(stdout)).toEqual({
      name: "sleep",
      app: "work",
      seed: 7,
      ok: true,
      result: "slept",
      calls: 1,
      inputs: 1,
      containers: 1,
      retries: 0,
      virtualDurationMs: 90_000,
      logs: [
        {
          message: "good night\nsleep well",
          timestamp: "2026-01-01T00:00:00.000Z",
          source: "stdout",
          objectId: expect.stringMatching(/^ap-/),
          contextIds: [/^fu-/, /^fc-/, /^in-/, /^ta-/].map((id) => expect.stringMatching(id)),
          containerId: expect.stringMatching(/^ta-/),
          inputId: expect.stringMatching(/^in-/),
        },
        {
          message: "good morning",
          timestamp: "2026-01-01T00:01:30.000Z",
          source: "stderr",
          objectId: expect.stringMatching(/^ap-/),
          contextIds: [/^fu-/, /^fc-/, /^in-/, /^ta-/].map((id) => expect.stringMatching(id)),
          containerId: expect.stringMatching(/^ta-/),
          inputId: expect.stringMatching(/^in-/),
        },
      ],
    });
    expect(stderr).toContain("good night\nsleep well\ngood morning\n✓ sleep:");
  });
  test("so is what the entrypoint writes itself", async () => {
    const { stdout, stderr } = await run("--json", "-q", app("work.ts", "batch"));
    expect(JSON.parse(stdout)).toMatchObject({ name: "batch", ok: true, result: null, logs: [] });
    expect(stderr).toBe("done: 1000 2000 3000\nthat is all\n");
  });
  test("holds what JSON has no form for as near as it can", async () => {
    expect(JSON.parse((await run("--json", app("work.ts", "record"))).stdout).result).toEqual({
      list: [1, 2],
      when: "1970-01-01T00:00:00.000Z",
      big: "12",
      seen: ["a"],
    });
    expect(JSON.parse((await run("--json", app("work.ts", "bytes"))).stdout).result).toBe("AP8K");
  });
  test("of a failing run has the error", async () => {
    const { code, stdout } = await run("--json", app("work.ts", "flaky"));
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { name: "Error", message: "no luck" }, retries: 2 });
    expect(JSON.parse(stdout)).not.toHaveProperty("result");
  });
});

async function json(seed: string): Promise<string> {
  return (await run("--json", "--seed", seed, draw)).stdout;
}

describe("--seed", () => {
  test("gives the same run again, to the byte", async () => {
    expect(await json("a seed")).toBe(await json("a seed"));
  });
  test("another one gives another run", async () => {
    expect(JSON.parse(await json("1")).result).not.toBe(JSON.parse(await json("2")).result);
  });
  test("is 0 if not given", async () => {
    expect((await run("--json", draw)).stdout).toBe(await json("0"));
  });
});

async function file(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), "cli-")), "result");
}

describe("--write-result", () => {
  test("writes a text instead of printing it", async () => {
    const path = await file();
    expect(await run("-q", "-w", path, sleep)).toMatchObject({ code: 0, stdout: "good night\nsleep well\n" });
    expect(await readFile(path, "utf8")).toBe("slept");
  });
  test("writes bytes", async () => {
    const path = await file();
    expect((await run("-q", `--write-result=${path}`, app("work.ts", "bytes"))).code).toBe(0);
    expect([...(await readFile(path))]).toEqual([0, 255, 10]);
  });
  test.each([
    ["record", "Object"],
    ["draw", "number"],
    ["silent", "undefined"],
  ])("refuses what %s returns, after the run", async (name, type) => {
    const path = await file();
    const { code, stderr } = await run("-w", path, app("work.ts", name));
    expect(code).toBe(1);
    expect(stderr).toContain(
      "InvalidError: Function must return a string or bytes when using `--write-result`; got " + type,
    );
    expect(stderr).toContain("1 call,");
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });
  test("a file that cannot be written fails the run", async () => {
    const { code, stderr } = await run("-w", join(await file(), "deeper"), sleep);
    expect(code).toBe(1);
    expect(stderr).toContain("ENOENT");
  });
});

describe("--env", () => {
  test("is the environment of the world", async () => {
    const { code, stdout } = await run("--json", "-e", "staging", app("work.ts", "whereAmI"));
    expect(code).toBe(0);
    expect(JSON.parse(stdout).result).toBe("staging");
  });
});
