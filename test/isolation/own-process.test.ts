import { EventEmitter } from "node:events";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { PROCESS_FUNCTIONS } from "../../src/emulator/lanes/surroundings/process-members.js";

const app = new App("own-process");

const texts = async (attempts: Readonly<Record<string, () => unknown>>): Promise<Record<string, unknown>> => {
  const outcomes: Record<string, unknown> = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      outcomes[name] = (await attempt()) ?? "done";
    } catch (error) {
      outcomes[name] = String(error);
    }
  }
  return outcomes;
};

const streams = app.function(async function streams(way: string): Promise<string> {
  for (const stream of [process.stdout, process.stderr]) {
    if (way === "end") stream.end("the last line\n");
    else if (way === "destroy") stream.destroy();
    else if (way === "cork") {
      stream.cork();
      stream.write("the last line\n");
      stream.uncork();
    } else if (way === "write with a callback")
      await new Promise((resolve) => stream.write("the last line\n", "utf8", () => resolve(undefined)));
  }
  await new Promise((resolve) => setTimeout(resolve, 1));
  process.stdout.write("after all\n");
  console.error("after all");
  const read: unknown[] = [];
  for await (const chunk of process.stdin) read.push(chunk);
  return `${read.length} ${process.stdin.fd}${process.stdout.fd}${process.stderr.fd}`;
});
const consoles = app.function(async function consoles(): Promise<boolean> {
  const own = new console.Console(process.stdout, process.stderr);
  own.log("to stdout", { a: 1 });
  own.error("to stderr");
  new console.Console({ stdout: process.stdout }).table([[1]]);
  return own instanceof console.Console && console instanceof console.Console;
});
const leaveAgain = app.function(async function leaveAgain(way: string): Promise<void> {
  process.on("exit", (code) => {
    console.log(`exit ${code}`);
    if (way === "throw") throw new Error("on exit");
    process.exit(7);
  });
  process.exit(3);
});
const set = app.function(async function set(file: string): Promise<Record<string, unknown>> {
  const real = process as unknown as Record<string, (...args: unknown[]) => unknown>;
  return texts({
    umask: () => [process.umask(0o777), process.umask(), process.umask("022")],
    title: () => (process.title = "a container"),
    exitCode: () => void (process.exitCode = 9),
    setUncaughtExceptionCaptureCallback: () => process.setUncaughtExceptionCaptureCallback(() => undefined),
    hasUncaughtExceptionCaptureCallback: () => process.hasUncaughtExceptionCaptureCallback(),
    setSourceMapsEnabled: () => process.setSourceMapsEnabled(true),
    loadEnvFile: () => (process.loadEnvFile(file), [process.env["OF_FILE"], process.env["OF_HOST"]]),
    events: () => {
      process.prependOnceListener("exit", () => undefined);
      process.setMaxListeners(1);
      return [process.rawListeners("exit").length, process.getMaxListeners()];
    },
    sendless: () => typeof process.send,
    ...Object.fromEntries(
      ["setuid", "setgid", "seteuid", "setegid", "setgroups", "initgroups", "execve", "chdir"].map((name) => [
        name,
        () => real[name]?.(1, []),
      ]),
    ),
    "report.reportOnSignal": () => (process.report.reportOnSignal = true),
  });
});
const captured = app.function(async function captured(when: string): Promise<string> {
  return new Promise((resolve) => {
    process.setUncaughtExceptionCaptureCallback((error) => resolve(`captured ${error.message}`));
    if (when === "thrown")
      setTimeout(() => {
        throw new Error("in a timer");
      }, 1);
    else void Promise.reject(new Error("a promise"));
  });
});
const badListener = app.function(async function badListener(): Promise<void> {
  process.on("uncaughtException", () => {
    throw new Error("the listener's own");
  });
  setTimeout(() => {
    throw new Error("in a timer");
  }, 1);
  await new Promise(() => undefined);
});

test("every function of process is known by what becomes of it in a container", () => {
  const found = new Set<string>();
  for (let object: object = process; object !== Object.prototype; object = Object.getPrototypeOf(object) as object)
    for (const name of Object.getOwnPropertyNames(object))
      if (typeof Object.getOwnPropertyDescriptor(object, name)?.value === "function") found.add(name);
  const events = new Set(Object.getOwnPropertyNames(EventEmitter.prototype));
  expect([...found].filter((name) => !events.has(name) && !Object.hasOwn(PROCESS_FUNCTIONS, name))).toEqual([]);
});

describe.each([{ threads: 1 }, { threads: 0 }])("with %o", (options) => {
  test.each(["end", "destroy", "cork", "write with a callback"])(
    "the streams of process are the container's: %s",
    async (way) => {
      await using world = await Emulator.start(options);
      expect(await world.run(app, () => streams.remote(way))).toBe("0 012");
      const lines = way === "destroy" ? ["after all"] : ["the last line", "after all"];
      for (const stream of ["stdout", "stderr"])
        expect(
          world.events
            .of("log")
            .filter((line) => line.stream === stream)
            .map(({ text }) => text),
        ).toEqual(lines);
      for (const stream of [process.stdout, process.stderr])
        expect([stream.writable, stream.destroyed]).toEqual([true, false]);
    },
  );

  test("consoles that a container makes write to its log", async () => {
    await using world = await Emulator.start(options);
    expect(await world.run(app, () => consoles.remote())).toBe(true);
    expect(world.events.of("log").map(({ text }) => text)).toEqual(
      expect.arrayContaining(["to stdout { a: 1 }", "to stderr"]),
    );
  });

  test("a container that ends itself as it ends, ends", async () => {
    await using world = await Emulator.start(options);
    await expect(world.run(app, () => leaveAgain.remote("exit"))).rejects.toThrow("process.exit(7)");
    await expect(world.run(app, () => leaveAgain.remote("throw"))).rejects.toThrow("process.exit(3)");
    expect(world.events.of("log").filter(({ text }) => text === "exit 3")).toHaveLength(2);
  });

  test("what a container sets of its process, it sets for itself", async () => {
    const file = path.join(fs.mkdtempSync(path.join(tmpdir(), "own-process-")), ".env");
    fs.writeFileSync(file, "OF_FILE=yes\nOF_HOST=of the file\n");
    process.env["OF_HOST"] = "of the host";
    const before = [process.umask(), process.title, process.exitCode, process.getMaxListeners(), { ...process.env }];
    await using world = await Emulator.start({ ...options, disk: "host" });
    const outcomes = await world.run(app, () => set.remote(file));
    expect(outcomes).toMatchObject({
      umask: [0o022, 0o777, 0o777],
      title: "a container",
      hasUncaughtExceptionCaptureCallback: true,
      loadEnvFile: ["yes", "of the file"],
      events: [1, 1],
      sendless: "undefined",
      execve: "Error: process.execve() is not available in a container: it would change the host process.",
      "report.reportOnSignal": expect.stringMatching(/^UnimplementedError: .* Call process.report.writeReport/),
      setuid: "Error: process.setuid() is not available in a container: it would change the host process.",
    });
    for (const name of ["setgid", "setgroups", "initgroups", "chdir"])
      expect(outcomes[name]).toMatch("is not available in a container");
    expect([process.umask(), process.title, process.exitCode, process.getMaxListeners(), { ...process.env }]).toEqual(
      before,
    );
    expect(process.hasUncaughtExceptionCaptureCallback()).toBe(false);
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  test("errors that nobody caught go to who captures them", async () => {
    await using world = await Emulator.start(options);
    expect(await world.run(app, () => captured.remote("thrown"))).toBe("captured in a timer");
    expect(await world.run(app, () => captured.remote("rejected"))).toBe("captured a promise");
    await expect(world.run(app, () => badListener.remote())).rejects.toThrow("the listener's own");
  });
});
