// Modal: docs/modal/context-ids-and-logs.md#context, docs/modal/context-ids-and-logs.md#output
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { App, enableOutput, InvalidError, interact } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../support/expect-error.js";

const app = new App("shown");
const greet = app.function({}, async function greet(name: string) {
  console.log(`good morning, ${name}`);
  await sleep(1000);
  console.error(`good night, ${name}`);
});
const asks = app.function({}, async function asks(): Promise<void> {
  await interact();
});
const other = new App("other");
const hum = other.function({}, async function hum() {
  console.log("hum");
});

const written: string[] = [];

/** Collects what is written to the streams of this process. */
function watch(isTTY: boolean): void {
  for (const stream of ["stdout", "stderr"] as const) {
    vi.spyOn(process[stream], "write").mockImplementation((text) => written.push(`${stream}: ${String(text)}`) > 0);
    vi.spyOn(process[stream], "isTTY", "get").mockReturnValue(isTTY);
  }
}

/** The texts so far. */
function taken(): string[] {
  return written.splice(0);
}

afterEach(() => void vi.restoreAllMocks());

/* `isTTY` is no property where the streams are pipes. */
for (const stream of [process.stdout, process.stderr])
  if (!("isTTY" in stream)) Object.defineProperty(stream, "isTTY", { get: () => false, configurable: true });

describe("enableOutput", () => {
  test("shows logs and the app's end while it is in force, nested or not; otherwise nothing is shown", async () => {
    await using world = await Emulator.start({ threads: 0 });
    const run = async (name: string): Promise<string[]> => {
      await world.run(app, () => greet.remote(name));
      return taken();
    };
    watch(false);
    expect(await run("Ann")).toEqual([]);
    const shown = (name: string): string[] =>
      [`stdout: good morning, ${name}\n`, `stderr: good night, ${name}\n`, "stderr: ✓ App `shown` stopped.\n"].map(
        (text) => expect.stringContaining(text) as string,
      );
    {
      using _outer = enableOutput();
      {
        using inner = enableOutput();
        expect(await run("Bob")).toEqual(shown("Bob"));
        inner[Symbol.dispose](); // disposed of twice, it counts once
      }
      expect(await run("Cy")).toEqual(shown("Cy"));
    }
    expect(await run("Dee")).toEqual([]);
  });

  test("shows each app its own, and a deployment; on a terminal a tree", async () => {
    await using world = await Emulator.start({ threads: 0 });
    watch(true);
    using _output = enableOutput();
    await world.deploy(other);
    expect(taken().join("")).toContain("App `other` deployed.");
    await world.run(app, async () => {
      await greet.spawn("Eve");
      await hum.remote();
      await world.clock.advance({ seconds: 2 });
      for (let tries = 0; tries < 2000 && !written.some((text) => text.includes("2.0 s of virtual time")); tries++)
        await new Promise((resolve) => setTimeout(resolve, 5));
      console.log("from the host");
    });
    const text = taken().join("");
    expect(text).toContain("good morning, Eve\n");
    expect(text).not.toContain("hum\n");
    expect(text).toMatch(/\S shown: 2\.0 s of virtual time\n└─ greet: 1\/1 input, 0 running, 1 container/);
    expect(text).toContain("\r\u001B[Kstdout: from the host\n"); // what was drawn gives way
    expect(text).toMatch(/App `shown` stopped\./);
    console.log("afterwards");
    expect(written.join("")).not.toContain("\u001B[K"); // nothing is captured any more
  });

  test("takes no arguments", () => {
    expectError(
      () => Reflect.apply(enableOutput, undefined, [{ showProgress: true }]),
      InvalidError,
      "takes no arguments",
    );
  });
});

describe("interact", () => {
  test.each([0, 1])("needs a container, and a terminal, on %i threads", async (threads) => {
    await using world = await Emulator.start({ threads });
    await expectRejection(() => interact(), InvalidError, "inside a container");
    await expectRejection(() => world.run(app, () => asks.remote()), InvalidError, "no terminal is attached");
  });
  test("is a prompt in this process: what it asks is asked of the container's world, and no time passes", async () => {
    const { stdout, code } = await atTerminal("ask.ts", [
      "asking.function",
      'const { Dict } = await import("modal-emulator")',
      'await Dict.fromName("noted").get("by the container")',
      ".exit",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("ask, container ta-");
    for (const answer of ["'ask'", "42", "\n0 ms later"]) expect(stdout).toContain(answer);
  });
});

/** Runs an app in a process that takes its pipes for a terminal, and types. */
async function atTerminal(file: string, lines: readonly string[]): Promise<{ stdout: string; code: number | null }> {
  const child = spawn(
    process.execPath,
    [
      "--import",
      "data:text/javascript,process.stdin.isTTY=process.stdout.isTTY=true",
      fileURLToPath(new URL(file, import.meta.url)),
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  child.stdin.end(`${lines.join("\n")}\n`);
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { stdout, code };
}
