import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("import");

const parse = app.function(async function parse(line: string, number: number) {
  const [, field] = line.split("=");
  if (field === undefined) throw new Error(`no field in line ${number}`);
  return field;
});

test("a line that is broken does not cost the others", async () => {
  await using world = await Emulator.start();
  const fields = await world.run(app, async () => {
    const rows = await Array.fromAsync(parse.map(["a=1", "oops", "c=3"], [1, 2, 3]));
    return rows;
  });
  assert.deepEqual(fields, ["1", "3"]);
});
