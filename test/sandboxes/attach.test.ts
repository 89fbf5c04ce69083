// Modal: docs/modal/sandboxes.md#processes
import { expect, test } from "vitest";
import { App, InvalidError, Sandbox } from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { Person } from "./person.js";
import { inPlace } from "./with-sandbox.js";

const PROMPT = "bash-5.2# ";

test.for([0, 1])("somebody talks to a shell, %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const start = world.clock.now();
      const passed = (): number => Math.round((world.clock.now() - start) / 1000);
      const person = new Person();
      const shell = await (await make()).exec("bash", { pty: true });
      const attached = shell.attach(person.terminal);
      const typeAfterPrompt = async (keys: string): Promise<void> => {
        await person.sees(PROMPT);
        person.type(keys);
      };
      await typeAfterPrompt("x=$((6 * 7)); echo x=$x\r");
      await person.sees("\r\nx=42\r\n");
      await typeAfterPrompt("sleep 5; echo slept $?\r");
      await person.sees("\r\nslept 0\r\n");
      expect(passed()).toBe(5);
      await typeAfterPrompt("cat\r");
      person.type("line\r");
      await person.sees("\r\nline\r\nline\r\n");
      person.type("\u0003");
      await typeAfterPrompt("echo was $?\r");
      await person.sees("\r\nwas 130\r\n");
      await typeAfterPrompt("exit 3\r");
      await attached;
      expect(person.unseen).toBe("exit 3\r\nexit\r\n");
      expect([await shell.wait(), passed()]).toEqual([3, 5]);
    },
    { threads },
  ),
);

test("Ctrl-C ends what the shell does, and not the shell", () =>
  inPlace(async ({ make }) => {
    const person = new Person();
    const shell = await (await make()).exec("bash", { pty: true });
    const attached = shell.attach(person.terminal);
    for (const [line, ...told] of [
      ["cat", "line"],
      ["cat | cat; echo not this", "line"],
      ["(cat)", "line"],
      ["f() { cat; echo nor this; }; f", "line"],
      ["while :; do read a; done", "line"],
      ["read a"],
      ["echo $(cat)"],
      ["if true"],
      ["echo half a line"],
    ] as const) {
      await person.sees(PROMPT);
      person.type(line === "echo half a line" ? line : `${line}\r`);
      await person.sees(line);
      for (const text of told) {
        person.type(`${text}\r`);
        await person.sees(`${text}\r\n`);
      }
      person.type("\u0003");
      await person.sees("^C\r\n");
      await person.sees(PROMPT);
      person.type("echo code $?\r");
      await person.sees("code 130\r\n");
    }
    await person.sees(PROMPT);
    person.type("trap 'echo trapped' INT\r");
    await person.sees(PROMPT);
    person.type("\u0003");
    await person.sees("^C\r\n");
    person.type("kill -TERM $$; kill -QUIT $$; kill -TSTP $$; echo still there\r");
    await person.sees("\r\nstill there\r\n");
    person.stdin.end(); // Ctrl-D
    await attached;
    expect(await shell.wait()).toBe(0);
  }));

test("no time passes while the process waits for what is typed, unless somebody else waits", () =>
  inPlace(async ({ world, make }) => {
    const start = world.clock.now();
    const person = new Person();
    const sandbox = await make({ timeoutMs: 60_000 });
    const shell = await sandbox.exec("bash", { pty: true });
    const attached = shell.attach(person.terminal);
    await person.sees(PROMPT);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(world.clock.now()).toBe(start);
    await world.clock.advance(50_000);
    person.type("echo $SECONDS\r");
    await person.sees("\r\n50\r\n");
    await world.clock.advance(10_000);
    await attached; // the sandbox has ended
    expect(await sandbox.poll()).toBe(124);
  }));

test("what was written before is shown, and the program hears how large the window is", () =>
  inPlace(async ({ make }) => {
    const person = new Person();
    person.resize(100, 30);
    const script = "trap 'echo resized' WINCH; echo before; read a; while read a; do echo got $a; done";
    const program = await (await make()).exec("bash", "-c", script, { pty: true });
    expect((await program.stdout.getReader().read()).value).toBe("before\r\n");
    const attached = program.attach(person.terminal);
    await person.sees("before\r\n");
    person.type("one\r");
    await person.sees("resized\r\n");
    person.type("two\r");
    await person.sees("got two\r\n");
    person.resize(90, 30);
    person.type("three\r");
    await person.sees("resized\r\n");
    person.type("\u0004");
    await attached;
    expect(await program.wait()).toBe(0);
    const python = "import os; size = os.get_terminal_size(); print(size.columns, size.lines)";
    const asked = await (await make()).exec("python3", "-c", `input(); ${python}`, { pty: true });
    const told = asked.attach(person.terminal);
    person.type("\r");
    await person.sees("90 30\r\n");
    await told;
  }));

test("bytes of all kinds go through", () =>
  inPlace(async ({ world, make }) => {
    world.sandboxes.command("keys", async (_argv, io) => {
      for await (const chunk of io.stdin) await io.stdout.write(`${Buffer.from(chunk).toString("hex")}\n`);
    });
    const person = new Person();
    const program = await (await make()).exec("keys", { pty: true });
    const attached = program.attach(person.terminal);
    person.stdin.write(Uint8Array.of(0xc3, 0xa9, 0x1b, 0x5b, 0x41, 0x0d));
    await person.sees("c3a91b5b410a\r\n");
    person.stdin.end();
    await attached;
  }));

const app = new App("attaching");
const attaches = app.function(async function attaches(isGiven: boolean) {
  const shell = await (await Sandbox.create()).exec("cat", { pty: true });
  const { PassThrough } = await import("node:stream");
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  stdin.end("typed\n");
  await shell.attach(isGiven ? { stdin, stdout } : {});
  return (stdout.read() as Buffer).toString();
});

test.for([0, 1])("in a container there have to be streams, %i threads", (threads) =>
  inPlace(
    async ({ world }) => {
      await world.run(app, async () => {
        await expectRejection(() => attaches.remote(false), InvalidError, "containers have no terminal");
        expect(await attaches.remote(true)).toBe("typed\r\ntyped\r\n");
      });
    },
    { threads },
  ),
);

test("there has to be a terminal on both sides", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const plain = await sandbox.exec("cat");
    await expectRejection(
      () => plain.attach(new Person().terminal),
      InvalidError,
      "no terminal. Start it with `pty: true`",
    );
    const dropped = await sandbox.exec("cat", { pty: true, stdout: "ignore" });
    await expectRejection(() => dropped.attach(new Person().terminal), InvalidError, 'started with `stdout: "ignore"`');
    const shell = await sandbox.exec("cat", { pty: true });
    await expectRejection(() => shell.attach(), InvalidError, "no terminal is attached to this process", "streams");
    // @ts-expect-error no option
    await expectRejection(() => shell.attach({ stderr: process.stderr }), InvalidError, 'Unknown option "stderr"');
    sandbox.detach();
    await expect(shell.attach(new Person().terminal)).rejects.toThrow("was detached");
  }));
