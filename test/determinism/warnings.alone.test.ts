import { EventEmitter } from "node:events";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

const app = new App("warnings");

const warn = app.function(async function warn() {
  process.emitWarning("careful");
  process.emitWarning("old", { type: "DeprecationWarning", code: "OLD1", detail: "Use the new one." });
  process.emitWarning(new RangeError("far"));
  const emitter = new EventEmitter();
  for (let listeners = 0; listeners < 12; listeners++) emitter.on("event", () => {}); // Node itself warns of that
  console.countReset("never counted");
  await new Promise((resolve) => setTimeout(resolve, 1));
});

test("warnings of containers are logged alike in every process and every thread", async () => {
  const logs: string[][] = [];
  for (const threads of [0, 1, 1]) {
    await using world = await Emulator.start({ threads });
    await world.run(app, () => warn.remote());
    logs.push(Array.from(world.logs, ({ source, message }) => `${source}: ${message}`));
  }
  const lines: unknown[] = [
    "stderr: (node:1) Warning: careful",
    "stderr: (node:1) [OLD1] DeprecationWarning: old\nUse the new one.",
    "stderr: (node:1) RangeError: far",
    expect.stringMatching(/^stderr: \(node:1\) MaxListenersExceededWarning: /),
    "stderr: (node:1) Warning: Count for 'never counted' does not exist",
  ];
  expect(logs).toEqual([lines, lines, lines]);
});
