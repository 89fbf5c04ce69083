// Modal: docs/modal/sandboxes.md#processes
import { registerHooks } from "node:module";
import { afterAll, expect, test } from "vitest";
import { Person } from "./person.js";
import { inPlace } from "./with-sandbox.js";

const STAND_IN = new URL("stand-in-terminals.js", import.meta.url).href;
const hooks = registerHooks({
  resolve: (specifier, context, next) => next(specifier === "node-pty" ? STAND_IN : specifier, context),
});
afterAll(() => hooks.deregister());

test("with the package, programs have terminals: they are written to, end, and are killed", () =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      const process = await sandbox.exec("sh", "-c", "echo $TERM; read line; echo got $line >&2; exit 4", {
        pty: true,
      });
      await process.stdin.writeText("hello\n");
      expect(await process.stdout.readText()).toBe("xterm-256color\ngot hello\n");
      expect(await process.stderr.readText()).toBe("");
      expect(await process.wait()).toBe(4);
      const endless = await sandbox.exec("sh", "-c", "sleep 300", { pty: true, timeoutMs: 200 });
      expect(await endless.wait()).toBe(-1);
      const missing = await sandbox.exec("no-such-program", { pty: true });
      expect(await missing.stdout.readText()).toBe("exec: no-such-program: No such file or directory\n");
      expect(await missing.wait()).toBe(127);
      const killed = await sandbox.exec("sh", "-c", "kill -TERM $$", { pty: true });
      expect(await killed.wait()).toBe(143);
      const main = await make("sh", "-c", "cat", { pty: true });
      await main.stdin.writeText("text");
      await main.stdin.close();
      expect(await main.stdout.readText()).toBe("text");
      expect(await main.wait()).toBe(0);
    },
    { sandboxes: "process", threads: 0 },
  ));

test("somebody is attached to one, and it hears of the window", () =>
  inPlace(
    async ({ make }) => {
      const person = new Person();
      person.resize(100, 30);
      const sandbox = await make();
      const process = await sandbox.exec("sh", "-c", "read size; echo got $size; read line; echo got $line; exit 5", {
        pty: true,
      });
      const attached = process.attach(person.terminal);
      await person.sees("got 100x30\n"); // what the stand-in writes of it
      person.type("hello\n");
      await person.sees("got hello\n");
      await attached;
      expect(await process.wait()).toBe(5);
    },
    { sandboxes: "process", threads: 0 },
  ));
