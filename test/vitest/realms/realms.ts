import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { app, fail, values } from "./app.js";

for (const threads of [0, 1]) {
  test(`results and errors are of the test's own realm, with ${threads} threads`, async () => {
    await using world = await Emulator.start({ threads });
    const results = await world.run(app, () => values.remote({ date: new Date(5), map: new Map([[1, 2]]), text: "text" }));
    expect(results).toStrictEqual({
      given: { date: new Date(5), map: new Map([[1, 2]]), text: "text" },
      date: new Date(0),
      map: new Map([[1, new Set([2])]]),
      pattern: /a/g,
      bytes: new Uint8Array([1, 2]),
      floats: new Float64Array([1.5]),
      shared: new ArrayBuffer(2),
      url: new URL("https://example.com/"),
      buffer: Buffer.from("text"),
      list: [{ deep: [null] }],
    });
    expect([results.date instanceof Date, results.map instanceof Map, results.pattern instanceof RegExp, results.bytes instanceof Uint8Array]).toEqual([true, true, true, true]);
    const error: unknown = await world.run(app, () => fail.remote()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).cause).toBeInstanceOf(RangeError);
  });
}
