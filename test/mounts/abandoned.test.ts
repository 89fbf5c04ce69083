import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { app, ask } from "./apps/abandoned.js";

describe.each([0, 1])("a request for a file that is refused (threads: %i)", (threads) => {
  test("is not waited for", async () => {
    await using world = await Emulator.start({ threads, realIoLimitMs: 100 });
    const answers = await world.run(app, () => ask.remote());
    expect(answers).toEqual(Array.from({ length: 10 }, () => "UnimplementedError"));
  });
});
