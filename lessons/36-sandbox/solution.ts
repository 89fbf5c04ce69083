import assert from "node:assert/strict";
import { test } from "node:test";
import { App, Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("grader");

const grade = app.function(async function grade(answer: string) {
  const sandbox = await Sandbox.create({ timeoutMs: 60_000 });
  const checker = await sandbox.exec("check", answer);
  const code = await checker.wait();
  await sandbox.terminate();
  return code === 0 ? "all is well" : "wrong";
});

test("a wrong answer is told", async () => {
  await using world = await Emulator.start();
  world.sandboxes.command("check", async (argv) => (argv[1] === "42" ? 0 : 1));
  const [right, wrong] = await world.run(app, async () => [await grade.remote("42"), await grade.remote("41")]);
  assert.equal(right, "all is well");
  assert.equal(wrong, "wrong", `for a wrong answer it says: ${wrong}`);
});
