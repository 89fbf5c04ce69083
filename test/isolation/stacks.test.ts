import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "modal-emulator-"));
const file = join(folder, "dist/api/app.js");
mkdirSync(join(folder, "dist/api"), { recursive: true });
writeFileSync(
  file,
  `import { App } from "modal-emulator";
export const app = new App("stacks");
export const fail = app.function(async function fail() {
  setTimeout(() => console.error(new Error("outer", { cause: new Error("inner") })), 1);
  await new Promise((resolve) => setTimeout(resolve, 2));
  throw new Error("failed");
});
`,
);

const app = new App("stacks", { module: pathToFileURL(file).href });
const fail = app.function(async function fail(): Promise<void> {});

afterAll(() => rmSync(folder, { recursive: true }));

describe.each([0, 1])("stack traces of containers, with %i threads", (threads) => {
  test("show the user's own code, wherever it lies, and no other", async () => {
    await using world = await Emulator.start({ threads });
    const error = await world.run(app, () => fail.remote()).catch((thrown: unknown) => thrown as Error);
    const [first, second, third, fourth] = (error?.stack ?? "").split("\n");
    expect([first, second]).toEqual(["Error: failed", `    at fail (${file}:6:9)`]);
    expect(third).toMatch(/^ {4}at \[function fail, container ta-\w+\]$/);
    expect(fourth).toContain("stacks.test.ts:");
    expect(Array.from(world.logs, ({ message }) => message)).toEqual([
      `Error: outer\n    at ${file}:4:34 {\n  [cause]: Error: inner\n      at ${file}:4:62\n}`,
      `Error: failed\n    at fail (${file}:6:9)`,
    ]);
  });
});
