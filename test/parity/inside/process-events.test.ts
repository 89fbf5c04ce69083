// Modal: docs/modal/errors.md#failures-in-the-container
import { expect, test } from "vitest";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("process-events");

const survivor = app.function({}, async function survivor(): Promise<string[]> {
  const heard: string[] = [];
  process.on("uncaughtException", (error: Error) => heard.push(`uncaught ${error.message}`));
  process.on("unhandledRejection", (reason: unknown) => heard.push(`unhandled ${String(reason)}`));
  setTimeout(() => {
    throw new Error("in a timer");
  }, 10);
  setTimeout(() => void Promise.reject("left alone"), 20);
  await new Promise((resolve) => setTimeout(resolve, 30));
  return heard;
});

const leaver = app.function({}, async function leaver(): Promise<void> {
  process.once("exit", (code) => console.log(`leaving with ${code}`));
  process.exit(4);
});

const careless = app.function({}, async function careless(): Promise<void> {
  process.on("warning", () => undefined);
  setTimeout(() => {
    throw new TypeError("nobody listens");
  }, 10);
  await new Promise((resolve) => setTimeout(resolve, 30));
});

for (const threads of [0, 1]) {
  test(`a container that listens for uncaught errors lives on (threads: ${threads})`, async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => survivor.remote())).toEqual(["uncaught in a timer", "unhandled left alone"]);
  });

  test(`process.exit tells listeners before the container ends (threads: ${threads})`, async () => {
    await using world = await Emulator.start({ threads });
    await expect(world.run(app, () => leaver.remote())).rejects.toThrow("process.exit(4)");
    expect(Array.from(world.logs, ({ message }) => message)).toEqual(["leaving with 4"]);
  });

  test(`listeners for other events save nobody (threads: ${threads})`, async () => {
    await using world = await Emulator.start({ threads });
    await expect(world.run(app, () => careless.remote())).rejects.toThrow(TypeError);
  });
}
