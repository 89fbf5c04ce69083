import { describe, expect, test } from "vitest";
import { encode } from "../../src/emulator/lanes/processes/bytes.js";
import { FakeMachine, settle } from "../support/fake-machine.js";

describe("streams", () => {
  test.each([
    ["cat"],
    ["tee", "/tmp/copy"],
    ["env", "cat"],
    ["head", "-n", "9"],
    ["grep", "."],
    ["xargs", "-n", "1", "echo"],
  ])("%s %s passes on what comes as it comes", async (...argv) => {
    const fake = new FakeMachine();
    const started = fake.start(argv);
    for (const line of ["one\n", "two\n"]) {
      await started.stdin.write(encode(line));
      await settle();
      expect(started.stdout.text).toMatch(new RegExp(`${line}$`));
    }
    started.stdin.release();
    expect(await started.end()).toEqual({ stdout: "one\ntwo\n", stderr: "", code: 0 });
  });

  test.each([
    ["tar", "cf", "-", "d"],
    ["tar", "-czf", "-", "d"],
    ["tar", "--create", "d"],
    ["rg", "--version"],
  ])("%s %s is not for its input", async (...argv) => {
    const fake = new FakeMachine({ files: { "/root/d/a": "a" } });
    const started = fake.start(argv); // whose input does not end
    await started.ended;
    expect(started.stdout.text + started.stderr.text).not.toBe("");
  });

  test("bytes stay bytes", async () => {
    const fake = new FakeMachine();
    const stdin = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (const argv of [["cat"], ["head", "-c", "300"], ["tail", "-c", "300"], ["tee", "/tmp/bytes"]]) {
      const started = fake.start(argv);
      await started.stdin.write(stdin);
      started.stdin.release();
      await started.end();
      expect([...started.stdout.bytes]).toEqual([...stdin]);
    }
    expect(fake.machine.fs.readFile("/tmp/bytes")).toEqual(stdin);
    expect((await fake.run(["base64", "-w0", "/tmp/bytes"])).stdout).toBe(Buffer.from(stdin).toString("base64"));
  });

  test("a machine that is shut down waits for nobody", async () => {
    const fake = new FakeMachine();
    const started = [fake.start(["cat"]), fake.start(["sleep", "inf"])];
    await settle();
    fake.machine.shutDown();
    expect(await Promise.all(started.map(async ({ ended }) => (await ended).code))).toEqual([137, 137]);
    expect(fake.sleepers).toEqual([]);
  });
});

describe("tail -f", () => {
  test("shows what is added, also after the file was made anew", async () => {
    const fake = new FakeMachine({ files: { "/root/log": "1\n2\n3\n" } });
    const { fs } = fake.machine;
    const started = fake.start(["tail", "-n", "1", "-f", "log"]);
    await settle();
    expect(started.stdout.text).toBe("3\n");
    fs.writeFile("/root/log", encode("4\n"), { append: true });
    await settle();
    expect(started.stdout.text).toBe("3\n4\n");
    fs.writeFile("/root/log", encode("5\n"));
    await settle();
    expect([started.stdout.text, started.stderr.text]).toEqual(["3\n4\n5\n", "tail: log: file truncated\n"]);
    expect(fake.sleepers).toEqual([]); // it costs no time to wait
    started.process.kill("SIGTERM");
    expect((await started.end()).code).toBe(143);
  });

  test("follows several, and by name with -F", async () => {
    const fake = new FakeMachine({ files: { "/root/a": "a\n" } });
    const { fs } = fake.machine;
    const started = fake.start(["tail", "-F", "a", "b"]);
    await settle();
    fs.writeFile("/root/b", encode("b\n"));
    await settle();
    fs.rename("/root/a", "/root/old");
    fs.writeFile("/root/a", encode("new\n"));
    await settle();
    expect(started.stdout.text).toBe("==> a <==\na\n\n==> b <==\nb\n\n==> a <==\nnew\n");
    expect(started.stderr.text).toContain("tail: cannot open 'b' for reading: No such file or directory\n");
  });

  test("ends with another process", async () => {
    const fake = new FakeMachine({ files: { "/root/a": "a\n" } });
    const other = fake.start(["sleep", "5"]);
    const started = fake.start(["tail", "-f", `--pid=${other.process.pid}`, "a"]);
    await fake.pass(4_999);
    expect(started.process.status).toBeUndefined();
    await fake.pass(1);
    expect(started.process.status?.code).toBe(0);
  });
});

describe("time", () => {
  test.each([
    [["sleep", "1.5"], 1_500, 0],
    [["sleep", "1m", "2s"], 62_000, 0],
    [["timeout", "2", "sleep", "5"], 2_000, 124],
    [["timeout", "2", "sleep", "1"], 1_000, 0],
    [["timeout", "-s", "KILL", "2", "sleep", "5"], 2_000, 137],
    [["timeout", "--preserve-status", "2", "sleep", "5"], 2_000, 143],
    [["timeout", "-k", "3", "2", "nohup", "deaf"], 5_000, 137],
    [["timeout", "-s", "INT", "2", "deaf"], 9_000, 124],
    [["timeout", "0.05", "busy"], 50, 124],
    [["timeout", "1", "false"], 0, 1],
    [["timeout", "1", "nope"], 0, 127],
  ] as const)("%j takes %i ms and ends with %i", async (argv, ms, code) => {
    const fake = new FakeMachine();
    fake.add("deaf", async (process) => {
      process.onSignal("SIGTERM", "ignore");
      process.onSignal("SIGINT", "ignore");
      await process.sleep(9_000);
      return 7;
    });
    fake.add("busy", async (process) => {
      const nothing = process.system.open("/dev/null", "w");
      process.files.set(3, nothing);
      for (;;) await process.write(3, "y\n");
    });
    const start = fake.nowMs;
    const started = fake.start(["env", ...argv]);
    while (!started.process.status) {
      await settle();
      if (!started.process.status && fake.sleepers.length > 0) await fake.next();
    }
    expect([fake.nowMs - start, started.process.status.code]).toEqual([ms, code]);
    expect([fake.machine.processes.size, fake.sleepers]).toEqual([0, []]);
  });

  test("`timeout` ends whatever its command has started", async () => {
    const fake = new FakeMachine();
    const started = fake.start(["timeout", "1", "xargs", "-P", "2", "-n", "1", "sleep"]);
    await started.stdin.write(encode("100 200\n"));
    await settle();
    expect(fake.machine.processes.size).toBe(4);
    await fake.pass(1_000);
    expect([started.process.status?.code, fake.machine.processes.size]).toEqual([124, 0]);
  });

  test("`kill` reaches processes and groups", async () => {
    const fake = new FakeMachine();
    const [one, other] = [fake.start(["sleep", "100"]), fake.start(["timeout", "100", "sleep", "100"])];
    await settle();
    await fake.run(["kill", "-INT", String(one.process.pid)]);
    expect(one.process.status?.code).toBe(130);
    await fake.run(["kill", "-s", "TERM", "--", `-${other.process.pid}`]);
    await settle();
    expect([other.process.status?.code, fake.machine.processes.size]).toEqual([143, 0]);
    expect((await fake.run(["kill", "-9", "77"])).stderr).toBe("kill: (77): No such process\n");
  });

  test("`ps` and `pgrep` show who runs", async () => {
    const fake = new FakeMachine();
    fake.start(["sleep", "100"]);
    await settle();
    expect((await fake.run(["ps", "-o", "pid=,ppid=,args="])).stdout).toBe(
      "      1       0 sleep 100\n      2       0 ps -o pid=,ppid=,args=\n",
    );
    expect((await fake.run(["pgrep", "-f", "sleep 1"])).stdout).toBe("1\n");
    expect((await fake.run(["pkill", "sleep"])).code).toBe(0);
    expect(fake.machine.processes.size).toBe(0);
  });
});
