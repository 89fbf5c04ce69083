import { describe, expect, test } from "vitest";
import { decode } from "../../src/emulator/lanes/processes/bytes.js";
import { ShellError } from "../../src/emulator/lanes/processes/open-file.js";
import type { OpenFile } from "../../src/emulator/lanes/processes/open-file.js";
import type { OwnProcess, Process, Program, SignalName } from "../../src/emulator/lanes/processes/process.js";
import { FakeMachine, settle } from "../support/fake-machine.js";

const forever: Program = async (process) => {
  await process.sleep(Infinity);
  return 0;
};

/** Has a process do something, and waits until nobody goes on. */
async function inside(fake: FakeMachine, act: (process: OwnProcess) => Promise<number | void>): Promise<Process> {
  const { process } = fake.start(["inside"], { program: async (own) => (await act(own)) ?? 0 });
  await settle();
  return process;
}

const child = (own: OwnProcess, program: Program, ownGroup = false): Process =>
  own.spawn({ argv: ["child"], env: own.env, cwd: own.cwd, files: own.files, program, ownGroup });

describe("processes", () => {
  test("are counted from 1, belong to groups, and are adopted by the first", async () => {
    const fake = new FakeMachine();
    const first = fake.start(["sleep", "100"]).process;
    const made: Process[] = [];
    const second = await inside(fake, async (process) => {
      made.push(child(process, forever), child(process, forever, true));
      await process.sleep(5);
    });
    const [same, own] = made;
    expect([first, second, same, own].map((each) => [each?.pid, each?.parent, each?.group])).toEqual([
      [1, 0, 1],
      [2, 0, 2],
      [3, 2, 2],
      [4, 2, 4],
    ]);
    await fake.pass(5);
    expect([second.status?.code, same?.parent, own?.parent]).toEqual([0, 1, 1]);
    first.kill("SIGTERM");
    expect([...fake.machine.processes.keys()]).toEqual([3, 4]);
    fake.machine.killGroup(2, "SIGKILL");
    expect(await same?.ended).toEqual({ code: 137, signal: "SIGKILL" });
    expect(own?.status).toBeUndefined();
    fake.machine.killAll();
    expect(own?.status).toEqual({ code: 137, signal: "SIGKILL" });
    expect(fake.sleepers).toEqual([]);
  });

  test.each<[SignalName, number | undefined]>([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGKILL", 137],
    ["SIGPIPE", 141],
    ["SIGTERM", 143],
    ["SIGUSR1", 138],
    ["SIGCHLD", undefined],
    ["SIGCONT", undefined],
    ["SIGWINCH", undefined],
    ["SIGSTOP", undefined],
  ])("%s ends with %s by default", async (signal, code) => {
    const fake = new FakeMachine();
    const { process } = fake.start(["sleep", "100"]);
    await settle();
    process.kill(signal);
    expect(process.status?.code).toBe(code);
  });

  test("handle and ignore signals, but for SIGKILL, and what they start ignores them too", async () => {
    const fake = new FakeMachine();
    const heard: string[] = [];
    const made: Process[] = [];
    const process = await inside(fake, async (own) => {
      own.onSignal("SIGTERM", () => heard.push("term"));
      own.onSignal("SIGINT", "ignore");
      own.onSignal("SIGKILL", "ignore");
      own.onSignal("SIGCHLD", () => heard.push("child"));
      made.push(child(own, forever));
      await own.sleep(Infinity);
    });
    const [started] = made;
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.kill(signal);
    started?.kill("SIGINT");
    expect([heard, process.status, started?.status]).toEqual([["term"], undefined, undefined]);
    started?.kill("SIGTERM");
    expect([heard, started?.status?.code]).toEqual([["term", "child"], 143]);
    process.kill("SIGKILL");
    expect(process.status?.code).toBe(137);
  });

  test("that are stopped go on at SIGCONT, and hear then what came", async () => {
    const fake = new FakeMachine();
    const { process, stdout } = fake.start(["sleep", "1"], {
      program: async (own) => {
        await own.sleep(1_000);
        await own.write(1, "awake");
        await own.sleep(Infinity);
        return 0;
      },
    });
    await settle();
    process.kill("SIGSTOP");
    await fake.pass(5_000);
    process.kill("SIGTERM");
    expect([stdout.text, process.status]).toEqual(["", undefined]);
    process.kill("SIGCONT");
    expect(process.status?.code).toBe(143);
    const other = fake.start(["sleep", "1"]).process;
    await settle();
    other.kill("SIGSTOP");
    await fake.pass(5_000);
    expect(other.status).toBeUndefined();
    other.kill("SIGCONT");
    await settle();
    expect(other.status?.code).toBe(0);
  });

  test.each<[string, () => unknown, number, string]>([
    ["an error", () => new Error("no luck"), 1, "program: no luck\n"],
    ["what is no error", () => "text", 1, "program: text\n"],
    [
      "an error of the system",
      () => new ShellError("ENOSPC", "No space left on device"),
      1,
      "program: No space left on device\n",
    ],
    ["a broken pipe", () => new ShellError("EPIPE", "Broken pipe"), 141, ""],
  ])("that throw %s end by it", async (_, error, code, stderr) => {
    const fake = new FakeMachine();
    const started = fake.start(["/bin/program"], { program: () => Promise.reject(error()) });
    expect(await started.end()).toEqual({ code, stderr, stdout: "" });
  });

  test("whatever is waited for rejects after a kill, and nothing can be done any more", async () => {
    const fake = new FakeMachine();
    const rejected: unknown[] = [];
    const process = await inside(fake, async (own) => {
      const waits = [own.read(0), own.sleep(1_000), own.write(1, "x".repeat(100_000))];
      await Promise.all(waits.map((wait) => wait.catch((error: unknown) => rejected.push(error))));
      await own.write(1, "late").catch((error: unknown) => rejected.push(error));
      expect(() => child(own, forever)).toThrow("was ended by SIGTERM");
      throw new Error("nobody hears this");
    });
    process.kill("SIGTERM");
    await settle();
    expect(await process.ended).toEqual({ code: 143, signal: "SIGTERM" });
    expect(rejected.map(String)).toContain("ShellError: process 1 was ended by SIGTERM");
    expect(fake.sleepers).toEqual([]);
  });

  test("become another program, with the same pid", async () => {
    const fake = new FakeMachine();
    const { process, stdout } = fake.start(["first"], {
      program: async (own) => {
        own.onSignal("SIGTERM", () => {});
        own.onSignal("SIGHUP", "ignore");
        return own.exec(["second"], forever);
      },
    });
    await settle();
    expect([process.argv, process.pid]).toEqual([["second"], 1]);
    process.kill("SIGHUP");
    expect(process.status).toBeUndefined();
    process.kill("SIGTERM");
    expect([process.status?.code, stdout.text]).toEqual([143, ""]);
  });

  test("that never wait let others have their turn, and time passes", async () => {
    const fake = new FakeMachine();
    const busy = fake.start(["yes"], {
      program: async (own) => {
        for (;;) await own.system.step();
      },
    });
    const sleeper = fake.start(["sleep", "0.003"]);
    await fake.pass(3);
    expect([sleeper.process.status?.code, busy.process.status]).toEqual([0, undefined]);
    busy.process.kill("SIGKILL");
    expect(fake.machine.processes.size).toBe(0);
  });
});

describe("pipes", () => {
  const bytes = (size: number): Uint8Array => new Uint8Array(size).fill(65);
  const outcome = (promise: Promise<unknown>): { value: unknown } => {
    const seen = { value: "waits" as unknown };
    promise.then(
      (value) => (seen.value = value instanceof Uint8Array ? decode(value) : (value ?? "done")),
      (error: unknown) => (seen.value = error instanceof ShellError ? error.code : error),
    );
    return seen;
  };

  test("let writers wait at 64 KiB", async () => {
    const { read, write } = new FakeMachine().machine.pipe();
    const [fits, waits] = [outcome(write.write(bytes(65_536))), outcome(write.write(bytes(1)))];
    await settle();
    expect([fits.value, waits.value]).toEqual(["done", "waits"]);
    expect((await read.read(10)).length).toBe(10);
    await settle();
    expect(waits.value).toBe("done");
    expect((await read.read()).length).toBe(65_527);
  });

  test("serve readers in the order in which they came, and never those that have given up", async () => {
    const { read, write } = new FakeMachine().machine.pipe();
    const gone = new AbortController();
    const [first, second] = [outcome(read.read(undefined, gone.signal)), outcome(read.read(2))];
    gone.abort(new ShellError("EINTR", "gone"));
    await write.write(Buffer.from("abc"));
    await settle();
    expect([first.value, second.value, decode(await read.read())]).toEqual(["EINTR", "ab", "c"]);
  });

  test("end when nobody writes, and break when nobody reads", async () => {
    const { read, write } = new FakeMachine().machine.pipe();
    write.retain();
    write.release();
    await write.write(Buffer.from("rest"));
    const waiting = outcome(write.write(bytes(100_000)));
    expect(outcome(read.write(bytes(1))).value).toBe("waits");
    expect(await read.write(bytes(1)).catch((error: ShellError) => error.code)).toBe("EBADF");
    expect(await write.read().catch((error: ShellError) => error.code)).toBe("EBADF");
    read.release();
    await settle();
    expect(waiting.value).toBe("EPIPE");
    const other = new FakeMachine().machine.pipe();
    const end = outcome(other.read.read());
    other.write.release();
    await settle();
    expect([end.value, decode(await other.read.read())]).toEqual(["", ""]);
  });

  test("a process that is killed as it reads takes nothing from others", async () => {
    const fake = new FakeMachine();
    const { read, write } = fake.machine.pipe();
    const started = ["one", "two"].map((name) =>
      fake.machine.spawn({
        argv: [name],
        cwd: "/",
        env: new Map(),
        files: new Map([[0, read]]),
        program: async (own) => (await own.read(0)).length,
      }),
    );
    await settle();
    started[0]?.kill("SIGKILL");
    await write.write(Buffer.from("abc"));
    expect(await started[1]?.ended).toEqual({ code: 3, signal: undefined });
  });

  test("`yes | head -n 3`: the writer ends by SIGPIPE", async () => {
    const fake = new FakeMachine();
    const { read, write } = fake.machine.pipe();
    const out = fake.machine.pipe();
    const spawn = (argv: string[], files: [number, OpenFile][]): Process =>
      fake.machine.spawn({ argv, cwd: "/", env: new Map(), files: new Map(files) });
    const [yes, head] = [
      spawn(["yes"], [[1, write]]),
      spawn(
        ["head", "-n", "3"],
        [
          [0, read],
          [1, out.write],
        ],
      ),
    ];
    for (const end of [read, write, out.write]) end.release();
    expect(decode(await out.read.read())).toBe("y\ny\ny\n");
    expect([await yes.ended, await head.ended]).toEqual([
      { code: 141, signal: "SIGPIPE" },
      { code: 0, signal: undefined },
    ]);
  });
});
