import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { app, fail, values } from "./app.js";

for (const threads of [0, 1]) {
  test(`results and errors are of the test's own realm, with ${threads} threads`, async () => {
    await using world = await Emulator.start({ threads });
    const results = await world.run(app, () =>
      values.remote({ date: new Date(5), map: new Map([[1, 2]]), text: "text", bytes: new Uint8Array(70_000).fill(2) }),
    );
    expect(results).toStrictEqual({
      given: { date: new Date(5), map: new Map([[1, 2]]), text: "text", bytes: new Uint8Array(70_000).fill(2) },
      date: new Date(0),
      map: new Map([[1, new Set([2])]]),
      pattern: /a/g,
      bytes: new Uint8Array([1, 2]),
      floats: new Float64Array([1.5]),
      shared: new ArrayBuffer(2),
      url: new URL("https://example.com/"),
      buffer: Buffer.from("text"),
      list: [{ deep: [null] }],
      large: [Buffer.alloc(70_000, 1), new Uint8Array(70_000), new ArrayBuffer(70_000), new Float64Array(9000)],
      view: new DataView(new ArrayBuffer(2)),
      bigints: new BigInt64Array([1n]),
      growing: new ArrayBuffer(2, { maxByteLength: 4 }),
      errors: [new AggregateError([new RangeError("one")], "several")],
    });
    expect([
      results.date instanceof Date,
      results.map instanceof Map,
      results.pattern instanceof RegExp,
      results.bytes instanceof Uint8Array,
      results.large[2] instanceof ArrayBuffer,
    ]).toEqual([true, true, true, true, true]);
    const error: unknown = await world.run(app, () => fail.remote()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).cause).toBeInstanceOf(RangeError);
  });
}
