import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

const app = new App("own-time");

const times = app.function(async function times() {
  const format = new Intl.DateTimeFormat("en-US", { dateStyle: "short", timeStyle: "short" });
  const called = Intl.DateTimeFormat("en-GB");
  const { format: bound } = called;
  const begin = performance.mark("own-time begin");
  await new Promise((resolve) => setTimeout(resolve, 3000));
  performance.mark("own-time end", { detail: "done" });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return {
    format: format.format(),
    bound: bound(),
    given: format.format(0),
    parts: format.formatToParts().find(({ type }) => type === "year")?.value,
    begin: begin.startTime,
    between: performance.measure("own-time", "own-time begin", "own-time end").duration,
    since: performance.measure("own-time", "own-time begin").duration,
    object: performance.measure("own-time", { start: "own-time end" }).duration,
    isInstance: format instanceof Intl.DateTimeFormat,
  };
});

test("formats and measures of performance that name no time mean that of the world", async () => {
  await using world = await Emulator.start({ startTime: "2030-02-03T10:20:00Z", threads: 1 });
  expect(await world.run(app, () => times.remote())).toEqual({
    format: "2/3/30, 10:20 AM",
    bound: "03/02/2030",
    given: "1/1/70, 12:00 AM",
    parts: "30",
    begin: 0,
    between: 3000,
    since: 6000,
    object: 3000,
    isInstance: true,
  });
});
