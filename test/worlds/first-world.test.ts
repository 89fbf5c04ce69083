import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Modules of Node's that only code of containers in the process's own thread needs, or that few worlds do. */
const FOR_FEW = ["dgram", "dns", "http", "https", "readline", "repl", "sqlite", "test"];

/** Runs a program to its end. @returns what it wrote */
async function run(program: string): Promise<string> {
  const imports = 'import { App } from "modal-emulator"; import { Emulator } from "modal-emulator/emulator";';
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", imports + program]);
  return stdout;
}

test("a world with threads loads nothing that containers in the process's own thread need", async () => {
  const loaded = await run(`
    const app = new App("app");
    const double = app.function({ serialized: true }, async function double(x) { return 2 * x; });
    await using world = await Emulator.start({ threads: 1 });
    const answer = await world.run(app, () => double.remote(2));
    const has = (name) => process.moduleLoadList.includes("NativeModule " + name);
    console.log(JSON.stringify([answer, ${JSON.stringify(FOR_FEW)}.filter(has)]));`);
  expect(JSON.parse(loaded)).toEqual([4, []]);
});

test.for([0, 1, 2])("a world that nothing has run in lets the process end (threads: %i)", async (threads) => {
  expect(await run(`await Emulator.start({ threads: ${threads} }); console.log("end");`)).toBe("end\n");
});
