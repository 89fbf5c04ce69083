// Modal: docs/modal/sandboxes.md#processes
import { expect, test, vi } from "vitest";
import { InvalidError, ResourceExhaustedError, Secret, StreamType, ConflictError } from "modal-emulator";
import { expectError, expectRejection } from "../support/expect-error.js";
import { inPlace, outcome, RUNTIMES } from "./with-sandbox.js";

const CASES = RUNTIMES.flatMap((sandboxes) => [0, 2].map((threads) => [sandboxes, threads] as const));

test.for(CASES)("a command has its outputs and its code: %s, %i threads", ([sandboxes, threads]) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      expect(await outcome(sandbox, "echo", "hello")).toEqual({ stdout: "hello\n", stderr: "", code: 0 });
      expect(await outcome(sandbox, "cat", "/none")).toEqual({
        stdout: "",
        stderr: expect.stringMatching(/^(\/.*\/)?cat: \/none: No such file or directory\n$/),
        code: 1,
      });
      expect(await outcome(sandbox, "no-such-program")).toMatchObject({ stdout: "", code: 127 });
    },
    { threads, sandboxes },
  ),
);

test.for(RUNTIMES)("all forms of a call: %s", (sandboxes) =>
  inPlace(
    async ({ make, app }) => {
      const sandbox = await make();
      const texts = [
        await sandbox.exec("echo", "a", "b"),
        await sandbox.exec(["echo", "a", "b"]),
        await sandbox.exec("echo", "a", "b", { workdir: "/tmp" }),
        await sandbox.exec(["echo", "a", "b"], { mode: "text" }),
      ].map((process) => process.stdout.readText());
      expect(await Promise.all(texts)).toEqual(Array(4).fill("a b\n"));
      expect(app.appId).toMatch(/^ap-/);
    },
    { sandboxes },
  ),
);

test("outputs have the numbers of their files", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const { stdout, stderr } = await sandbox.exec("true");
    expect([stdout, stderr, sandbox.stdout, sandbox.stderr].map(({ fileDescriptor }) => fileDescriptor)).toEqual([
      1, 2, 1, 2,
    ]);
  }));

test.for(RUNTIMES)("returncode is known once the end was seen: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const process = await (await make()).exec("sleep", "0.3");
      expectError(() => process.returncode, InvalidError, "has not ended", "process.wait()");
      expect(await process.poll()).toBeNull();
      expectError(() => process.returncode, InvalidError, "has not ended");
      expect(await process.wait()).toBe(0);
      expect(process.returncode).toBe(0);
      expect(await process.poll()).toBe(0);
    },
    { sandboxes },
  ),
);

test("its time limit kills it: -1, without an error", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make();
    const start = world.clock.now();
    const process = await sandbox.exec("cat", { timeoutMs: 1500 });
    expect(await process.stdout.readText()).toBe("");
    expect(await process.wait()).toBe(-1);
    expect(world.clock.now() - start).toBe(1500);
    expect((await outcome(sandbox, "pgrep", "cat")).code).toBe(1);
  }));

test("a signal n gives 128 + n", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make("cat");
    const process = await sandbox.exec("sleep", "100");
    expect((await outcome(sandbox, "pkill", "-TERM", "sleep")).code).toBe(0);
    expect(await process.wait()).toBe(143);
  }));

test.for(RUNTIMES)("its environment is that of the sandbox, the secrets in order, and env: %s", (sandboxes) =>
  inPlace(
    async ({ world, make }) => {
      world.secrets.set("named", { C: "named" });
      const secrets = [Secret.fromDict({ A: "first", B: "first" })];
      const sandbox = await make({ env: { A: "own", GONE: null }, secrets });
      const get = async (name: string, options = {}): Promise<string> =>
        (await sandbox.exec("printenv", name, options)).stdout.readText();
      expect(await get("A")).toBe("own\n");
      expect(await get("B")).toBe("first\n");
      expect(await get("B", { env: { B: "exec" }, secrets: [Secret.fromDict({ B: "secret" })] })).toBe("exec\n");
      expect(await get("C", { secrets: [Secret.fromName("named")] })).toBe("named\n");
      expect(await get("MODAL_SANDBOX_ID")).toBe(`${sandbox.objectId}\n`);
      expect(await get("MODAL_IS_REMOTE")).toBe("");
      expect(await get("HOME")).toBe("/root\n");
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("it works where it is told to, or where the sandbox does: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      expect((await outcome(await make(), "pwd")).stdout).toBe("/\n");
      const sandbox = await make({ workdir: "/srv/app" });
      expect((await outcome(sandbox, "pwd")).stdout).toBe("/srv/app\n");
      expect(await (await sandbox.exec("pwd", { workdir: "/tmp" })).stdout.readText()).toBe("/tmp\n");
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("what is written to it arrives, in every way of writing: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const process = await (await make()).exec("cat");
      await process.stdin.writeText("one ");
      await process.stdin.writeBytes(new TextEncoder().encode("two "));
      const writer = process.stdin.getWriter();
      await writer.write("three ");
      writer.releaseLock();
      process.stdin.write("four \u00e4");
      await process.stdin.drain();
      process.stdin.write(new Uint8Array([0x21]));
      process.stdin.writeEof();
      expectError(() => process.stdin.write("late"), InvalidError, "closed");
      await expectRejection(() => process.stdin.writeText("late"), InvalidError, "closed");
      await process.stdin.drain();
      expect(await process.stdout.readText()).toBe("one two three four \u00e4!");
      await expectRejection(() => process.stdin.drain(), ConflictError, "has ended");
    },
    { sandboxes },
  ),
);

test("stdin takes text and bytes, and not too much that waits", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make("cat");
    const process = await sandbox.exec("cat");
    // @ts-expect-error a number
    expectError(() => process.stdin.write(1), TypeError, "text or bytes, got 1");
    process.stdin.write(new Uint8Array(16 * 2 ** 20));
    expectError(() => process.stdin.write("x"), ResourceExhaustedError, "16777216", "drain()");
    sandbox.stdin.write(new Uint8Array(2 * 2 ** 20));
    expectError(() => sandbox.stdin.write("x"), ResourceExhaustedError, "2097152");
  }));

test.for(RUNTIMES)("the main process is written to and read by lines: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make("cat");
      const lines = sandbox.stdout[Symbol.asyncIterator]();
      await sandbox.stdin.writeText("one\ntw");
      expect(await lines.next()).toEqual({ done: false, value: "one\n" });
      await sandbox.stdin.writeText("o\nthree");
      expect(await lines.next()).toEqual({ done: false, value: "two\n" });
      await sandbox.stdin.close();
      expect(await lines.next()).toEqual({ done: false, value: "three" });
      expect(await lines.next()).toEqual({ done: true, value: undefined });
      expect(await sandbox.wait()).toBe(0);
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("outputs are text, bytes, or lines: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      await sandbox.filesystem.writeBytes(new Uint8Array([0xe4, 0x0a, 0x31]), "/tmp/bytes");
      const bytes = await sandbox.exec("cat", "/tmp/bytes", { mode: "binary" });
      expect(await bytes.stdout.readBytes()).toEqual(new Uint8Array([0xe4, 0x0a, 0x31]));
      const same = await sandbox.exec("cat", "/tmp/bytes", { text: false });
      expect(await same.stdout.read()).toEqual(new Uint8Array([0xe4, 0x0a, 0x31]));
      const text = await sandbox.exec("cat", "/tmp/bytes");
      expect(await text.stdout.read()).toBe("\ufffd\n1");
      const byLine = await sandbox.exec("printf", "a\\nb\\nc", { bufsize: 1 });
      const lines: string[] = [];
      for await (const line of byLine.stdout) lines.push(line);
      expect(lines).toEqual(["a\n", "b\n", "c"]);
      expect(await byLine.stdout.read()).toBe("");
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("characters that come in two pieces are whole: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const process = await (await make()).exec("cat");
      const chunks = process.stdout[Symbol.asyncIterator]();
      await process.stdin.writeBytes(new Uint8Array([0x61, 0xc3]));
      expect(await chunks.next()).toMatchObject({ value: "a" });
      await process.stdin.writeBytes(new Uint8Array([0xa4]));
      expect(await chunks.next()).toMatchObject({ value: "\u00e4" });
    },
    { sandboxes },
  ),
);

test.for(RUNTIMES)("an output can be shown or dropped instead: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      const shown = vi.spyOn(process.stdout, "write").mockReturnValue(true);
      try {
        const loud = await sandbox.exec("echo", "loud", { stdout: StreamType.STDOUT });
        await loud.wait();
        await expect.poll(() => shown.mock.calls.flat().join("")).toContain("loud\n");
        await expectRejection(() => loud.stdout.read(), InvalidError, 'stdout: "stdout"');
      } finally {
        shown.mockRestore();
      }
      const silent = await sandbox.exec("echo", "silent", { stdout: "ignore" });
      expect(await silent.wait()).toBe(0);
      await expectRejection(() => silent.stdout.read(), InvalidError, 'stdout: "ignore"');
    },
    { sandboxes },
  ),
);

test("with a terminal, what goes to stderr is on stdout", () =>
  inPlace(async ({ make }) => {
    const process = await (await make()).exec("cat", "/none", { pty: true });
    expect(await process.stdout.readText()).toContain("No such file");
    expect(await process.stderr.readText()).toBe("");
  }));

test("options that do not hold are refused", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const cases: [object, string][] = [
      [{ workdir: "tmp" }, '"workdir" of Sandbox.exec must be an absolute path'],
      [{ bufsize: 2 }, '"bufsize" must be -1 or 1'],
      [{ bufsize: 1, text: false }, "only text comes by lines"],
      [{ mode: "bytes" }, '"mode" must be "text" or "binary"'],
      [{ mode: "text", text: false }, "say different things"],
      [{ stdout: "inherit" }, '"stdout" must be "pipe", "stdout" or "ignore"'],
      [{ timeoutMs: 0 }, '"timeoutMs" must be a whole number of milliseconds'],
      [{ timeout: 5 }, 'Did you mean "timeoutMs" (in milliseconds)?'],
      [{ cwd: "/" }, 'Unknown option "cwd" of Sandbox.exec. Did you mean "workdir"?'],
      [{ env: { "": "x" } }, "env"],
      [{ secrets: ["x"] }, '"secrets" must be a list of Secrets'],
      [{ pty: 1 }, '"pty" must be true or false'],
    ];
    for (const [options, message] of cases)
      await expectRejection(() => sandbox.exec("true", options as never), InvalidError, message);
    // @ts-expect-error no command
    await expectRejection(() => sandbox.exec(), InvalidError, "takes a command");
    // @ts-expect-error a number
    await expectRejection(() => sandbox.exec("sleep", 1), InvalidError, "command of strings, got 1");
    await expectRejection(() => sandbox.exec("echo", "a\0b"), InvalidError, "NUL");
    await expectRejection(() => sandbox.exec("echo", "\u00e4".repeat(32_769)), InvalidError, "at most 65536 bytes");
  }));

test.for(RUNTIMES)("a program does not begin where there is no directory: %s", (runtime) =>
  inPlace(async ({ make }) => {
    const sandbox = await make({ runtime });
    await sandbox.filesystem.writeText("", "/tmp/file");
    for (const workdir of ["/nope", "/tmp/file"]) {
      const process = await sandbox.exec("ls", { workdir });
      expect([await process.stdout.readText(), await process.stderr.readText(), await process.wait()]).toEqual([
        "",
        `exec: ls: no directory ${workdir}\n`,
        127,
      ]);
    }
    expect(await (await sandbox.exec("true", { workdir: "/tmp" })).wait()).toBe(0);
  }),
);

test("a terminal shows what is typed, ends lines as terminals do, and Ctrl-C reaches who is in front", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const shell = await sandbox.exec(
      "sh",
      "-c",
      "test -t 0 && echo terminal; read line; echo got $line; sleep 1000; echo late",
      {
        pty: true,
      },
    );
    const screen = shell.stdout[Symbol.asyncIterator]();
    expect((await screen.next()).value).toBe("terminal\r\n");
    await shell.stdin.writeText("hello\r");
    let seen = "";
    while (!seen.includes("got")) seen += (await screen.next()).value ?? "";
    expect(seen).toBe("hello\r\ngot hello\r\n");
    await shell.stdin.writeText("\x03");
    expect((await screen.next()).value).toBe("^C\r\n");
    expect(await shell.wait()).toBe(130);
  }));

test.for(RUNTIMES)("closeStdin ends what a process reads, and does not mind what is at its end: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const process = await (await make()).exec(["cat"]);
      process.stdin.write("buffered");
      await process.closeStdin();
      expect(await process.stdout.readText()).toBe("buffered");
      expect(await process.wait()).toBe(0);
      await process.closeStdin();
    },
    { sandboxes },
  ),
);
