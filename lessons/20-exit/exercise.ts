import assert from "node:assert/strict";
import { test } from "node:test";
import { App, exit, method, Queue } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("diary");
const log = Queue.fromName<string>("log", { createIfMissing: true });

const Diary = app.cls(
  { maxContainers: 1 },
  class Diary {
    lines: string[] = [];

    write = method(async (line: string) => {
      this.lines.push(line);
    });

    close = exit(() => console.log(`${this.lines.length} lines`));
  },
);

test("what was collected is kept", async () => {
  await using world = await Emulator.start();
  await world.run(app, () => new Diary().write.forEach(["tea", "cake", "tea again"]));
  const kept = await world.within(() => log.len());
  assert.equal(kept, 3, `${kept} of 3 lines were kept`);
});
