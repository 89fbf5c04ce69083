// Modal: docs/modal/sandboxes.md#processes
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { FunctionTimeoutError, InvalidError, Sandbox, SandboxTimeoutError, UnimplementedError } from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { WAYS } from "../programs/ways.js";
import { app, hasty, runs } from "./app.js";
import { inPlace, outcome } from "./with-sandbox.js";

const CASES = WAYS["this user"].flatMap((children) =>
  [0, 1].map((threads) => ({ children, threads, sandboxes: "process" }) as const),
);
const NOBODY = 65_534;
const OF_NOBODY = join(import.meta.dirname, "of-nobody.ts");

const PROCESS = { sandboxes: "process" } as const;

test.for(CASES)("programs of this machine work on the disk of the sandbox: $children, $threads threads", (options) =>
  inPlace(async ({ make }) => {
    const sandbox = await make({ workdir: "/srv/modal-emulator-work" });
    await sandbox.filesystem.writeText("print(6 * 7)", "/srv/modal-emulator-work/main.py");
    const cases: [argv: string[], stdout: string][] = [
      [["python3", "main.py"], "42\n"],
      [["python3", "/srv/modal-emulator-work/main.py"], "42\n"],
      [["node", "-p", "1 + 1"], "2\n"],
      [["sh", "-c", "echo one > made; cat made"], "one\n"],
      [["git", "init", "--quiet", "repository"], ""],
      [["git", "-C", "repository", "rev-parse", "--is-inside-work-tree"], "true\n"],
    ];
    for (const [argv, stdout] of cases)
      expect(await outcome(sandbox, ...argv), argv.join(" ")).toEqual({ stdout, stderr: "", code: 0 });
    expect(await sandbox.filesystem.readText("/srv/modal-emulator-work/made")).toBe("one\n");
    expect(await sandbox.filesystem.readText("/srv/modal-emulator-work/repository/.git/HEAD")).toContain("ref:");
    expect(fs.existsSync("/srv/modal-emulator-work")).toBe(false);
  }, options),
);

test("nothing of the environment of this process but where programs are", () =>
  inPlace(async ({ make }) => {
    process.env["MODAL_EMULATOR_TEST_SECRET"] = "x";
    const { stdout } = await outcome(await make({ env: { A: "1" } }), "env");
    delete process.env["MODAL_EMULATOR_TEST_SECRET"];
    expect(stdout).toContain("A=1\n");
    expect(stdout).not.toContain("MODAL_EMULATOR_TEST_SECRET");
    expect(stdout).toContain(String(process.env["PATH"]?.split(":").at(-1)));
  }, PROCESS));

test("programs are searched where this process does, unless the sandbox has places of its own", () =>
  inPlace(async ({ make }) => {
    const here = process.env["PATH"] ?? "";
    process.env["PATH"] = `/opt/first/bin:${here}`;
    const path = async (sandbox: Sandbox): Promise<string> => (await outcome(sandbox, "printenv", "PATH")).stdout;
    const [plain, own] = [await path(await make()), await path(await make({ env: { PATH: "/opt/own/bin" } }))];
    process.env["PATH"] = here;
    expect(plain).toMatch(/^\/opt\/first\/bin:/);
    expect(own).toMatch(/^\/opt\/own\/bin:\/opt\/first\/bin:/);
  }, PROCESS));

for (const children of WAYS.nobody)
  test(`somebody who is not root has a home, too: ${children}`, () => {
    using folder = fs.mkdtempDisposableSync("/tmp/modal-emulator-nobody-"); // in no folder that is somebody's
    fs.chownSync(folder.path, NOBODY, NOBODY);
    const script = "cd && git init --quiet repository && git -C repository status --short && echo done";
    const { stdout } = spawnSync(process.execPath, [OF_NOBODY, children, script], {
      uid: NOBODY,
      gid: NOBODY,
      cwd: folder.path,
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", TMPDIR: folder.path },
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual({ stdout: "done\n", stderr: "", code: 0 });
  });

test("how a program ends is told as by a shell", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    await sandbox.filesystem.writeText("x", "/srv/no-program");
    const cases: [argv: string[], code: number, stderr: string][] = [
      [["sh", "-c", "exit 3"], 3, ""],
      [["sh", "-c", "kill -TERM $$"], 143, ""],
      [["sh", "-c", "kill -KILL $$"], 137, ""],
      [["no-such-program"], 127, "exec: no-such-program: No such file or directory\n"],
      [["/srv/none"], 127, "exec: /srv/none: No such file or directory\n"],
      [["/srv/no-program"], 126, "exec: /srv/no-program: Permission denied\n"],
    ];
    for (const [argv, code, stderr] of cases) {
      const found = await outcome(sandbox, ...argv);
      expect(found, argv.join(" ")).toMatchObject({ code });
      expect(found.stderr).toContain(stderr);
    }
    const elsewhere = await sandbox.exec("true", { workdir: "/srv/none" });
    expect(await elsewhere.stderr.readText()).toBe("exec: true: no directory /srv/none\n");
    expect(await elsewhere.wait()).toBe(127);
  }, PROCESS));

test.for([0, 1])("the clock stands still while a program is waited for, with %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const sandbox = await make();
      const start = world.clock.now();
      expect(await outcome(sandbox, "sh", "-c", "sleep 0.2; echo done")).toMatchObject({ stdout: "done\n" });
      expect(world.clock.now()).toBe(start);
    },
    { ...PROCESS, threads },
  ),
);

test("a time limit holds in real time for what is waited for, and then for all that was started", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make();
    const start = world.clock.now();
    const process = await sandbox.exec("sh", "-c", "sleep 300 & echo $!; wait", { timeoutMs: 300 });
    const began = performance.now();
    const pid = (await process.stdout.readText()).trim();
    expect(await process.wait()).toBe(-1);
    expect(performance.now() - began).toBeGreaterThan(250);
    expect(world.clock.now() - start).toBe(300);
    await expect.poll(() => fs.existsSync(`/proc/${pid}/ns/mnt`), { timeout: 20_000 }).toBe(false);
  }, PROCESS));

test("the time limit of a sandbox ends all in it", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make({ timeoutMs: 1000 });
    const process = await sandbox.exec("sh", "-c", "echo $$; sleep 300");
    const chunk = await process.stdout[Symbol.asyncIterator]().next();
    await expectRejection(() => sandbox.wait(), SandboxTimeoutError);
    expect(await process.wait()).toBe(124);
    await expect
      .poll(() => fs.existsSync(`/proc/${String(chunk.value).trim()}/ns/mnt`), { timeout: 20_000 })
      .toBe(false);
  }, PROCESS));

test("time passes as ever while nobody waits for a program, and what it does meanwhile is kept", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make({ timeoutMs: 86_400_000 });
    const process = await sandbox.exec("sh", "-c", "echo one; read line; echo $line");
    const start = world.clock.now();
    await world.clock.advance({ hours: 2 });
    expect(world.clock.now() - start).toBe(7_200_000);
    expect(await process.poll()).toBeNull();
    await process.stdin.writeText("two\n");
    expect(await process.stdout.readText()).toBe("one\ntwo\n");
    expect(await process.wait()).toBe(0);
    expect(world.clock.now() - start).toBe(7_200_000);
  }, PROCESS));

test("who moves the clock does not wait for programs, whoever else does", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make({ timeoutMs: 3_600_000 });
    const process = await sandbox.exec("sleep", "300", { timeoutMs: 600_000 });
    const [end, own] = [process.wait(), sandbox.wait().catch((error: unknown) => error)];
    await world.clock.advance({ hours: 2 });
    expect(await end).toBe(-1);
    expect(await own).toBeInstanceOf(SandboxTimeoutError);
  }, PROCESS));

test("who waits for an end may answer a program meanwhile", () =>
  inPlace(async ({ make }) => {
    const process = await (await make()).exec("cat");
    const read = process.stdout.readText();
    const end = process.wait();
    await process.stdin.writeText("text");
    await process.stdin.close();
    expect([await read, await end]).toEqual(["text", 0]);
  }, PROCESS));

test("a program waits until what it has written is read", { timeout: 60_000 }, () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const script = "head -c 80000000 /dev/zero; echo over >&2";
    const process = await sandbox.exec("sh", "-c", script, { mode: "binary" });
    await outcome(sandbox, "sleep", "0.5");
    expect(await process.poll()).toBeNull();
    expect((await process.stdout.readBytes()).length).toBe(80_000_000);
    expect(await process.wait()).toBe(0);
  }, PROCESS),
);

test("with a clock that goes by itself, programs end by themselves", () =>
  inPlace(
    async ({ world, make }) => {
      const sandbox = await make("sh", "-c", "read line; echo main");
      expect(await outcome(sandbox, "echo", "text")).toMatchObject({ stdout: "text\n", code: 0 });
      await sandbox.stdin.writeText("\n");
      await expect.poll(() => world.events.of("sandbox.ended"), { timeout: 20_000 }).toHaveLength(1);
      expect(await sandbox.stdout.readText()).toBe("main\n");
      expect(await sandbox.wait()).toBe(0);
    },
    { ...PROCESS, clock: "real" },
  ));

test("each sandbox may say what runs its programs", () =>
  inPlace(async ({ make, world }) => {
    const [memory, real] = [await make(), await make({ runtime: "process" })];
    expect((await outcome(memory, "git", "--version")).code).toBe(127);
    expect((await outcome(real, "git", "--version")).stdout).toMatch(/^git version/);
    expect(world.events.of("world.nondeterministic")).toHaveLength(1);
    const runtime = "docker" as "process";
    await expectRejection(() => make({ runtime }), InvalidError, '"runtime" of Sandbox.create', '"docker"');
    await expect(Emulator.start({ sandboxes: runtime })).rejects.toThrow(
      'Emulator.start: sandboxes must be "memory" or "process", not "docker".',
    );
  }));

test("where children are refused, programs of sandboxes find the disk nevertheless", () =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      await sandbox.filesystem.writeText("own", "/srv/modal-emulator-own");
      expect((await outcome(sandbox, "cat", "/srv/modal-emulator-own")).stdout).toBe("own");
    },
    { ...PROCESS, children: "refuse" },
  ));

test("what a running program writes is found at once, and it finds what is written", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const script = "echo text > /srv/out; echo written; read line; cat /srv/in";
    const process = await sandbox.exec("sh", "-c", script, { bufsize: 1 });
    const lines = process.stdout[Symbol.asyncIterator]();
    expect(await lines.next()).toEqual({ done: false, value: "written\n" });
    expect(await sandbox.filesystem.readText("/srv/out")).toBe("text\n");
    await sandbox.filesystem.writeText("there", "/srv/in");
    await process.stdin.writeText("\n");
    expect(await lines.next()).toEqual({ done: false, value: "there" });
    expect(await process.wait()).toBe(0);
  }, PROCESS));

test("what nobody reads keeps nobody waiting", () =>
  inPlace(async ({ make }) => {
    const process = await (await make()).exec("sleep", "300", { timeoutMs: 200 });
    await process.stdin.writeBytes(new Uint8Array(4_000_000));
    expect(await process.wait()).toBe(-1);
  }, PROCESS));

test("a snapshot has what programs have written", () =>
  inPlace(async ({ make }) => {
    const first = await make();
    await outcome(first, "sh", "-c", "mkdir -p /srv/a && echo text > /srv/a/b && ln -s b /srv/a/c");
    const image = await first.snapshotFilesystem();
    const memory = await make({ image, runtime: "memory" });
    expect(await memory.filesystem.readText("/srv/a/c")).toBe("text\n");
    expect((await outcome(await make({ image }), "cat", "/srv/a/c")).stdout).toBe("text\n");
  }, PROCESS));

test.for(["realm", "thread"] as const)("functions use real programs, too: %s", async (isolation) => {
  await using world = await Emulator.start({ ...PROCESS, threads: 1, isolation });
  expect(await world.run(app, () => runs.remote("echo one; sleep 0.1; echo two"))).toEqual(["one\ntwo\n", 0]);
  const slow = world.run(app, () => hasty.remote("sleep 300"));
  await expect(slow).rejects.toThrow(FunctionTimeoutError);
});

test("a terminal needs a package, which is said", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    await expectRejection(
      () => sandbox.exec("tty", { pty: true }),
      UnimplementedError,
      "pty: true",
      "npm install --save-dev node-pty",
    );
    const other: Sandbox = await make("tty", { pty: true });
    expect(await other.stdout.readText()).toContain("npm install --save-dev node-pty");
    expect(await other.wait()).toBe(126);
  }, PROCESS));

test("of many sandboxes that are waited for at once, each is heard of when it has something to say", () =>
  inPlace(async ({ make }) => {
    const echo = async (): Promise<string> => {
      const process = await (await make()).exec("cat");
      let text = "";
      const chunks = process.stdout[Symbol.asyncIterator]();
      for (let time = 0; time < 20; time++) {
        await process.stdin.writeText("x");
        text += (await chunks.next()).value;
      }
      return text;
    };
    expect(await Promise.all(Array.from({ length: 4 }, echo))).toEqual(Array(4).fill("x".repeat(20)));
  }, PROCESS));
