import { expect, test, vi } from "vitest";
import { shellProgram } from "../../src/emulator/lanes/shell/shell-program.js";
import { FakeMachine } from "../support/fake-machine.js";

vi.mock("just-bash", () => {
  throw new Error("Cannot find package 'just-bash'");
});

test("without just-bash, a shell says how to have it", async () => {
  const fake = new FakeMachine();
  fake.add("bash", shellProgram);
  const started = fake.start(["bash", "-c", "echo"]);
  const { stderr, code } = await started.end();
  expect(stderr).toContain("bash: shells of sandboxes need the package just-bash: npm install --save-dev just-bash");
  expect(code).toBe(127);
});
