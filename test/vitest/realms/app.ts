import { App } from "modal-emulator";

export const app = new App("realms");

export const values = app.function(async function values(given: unknown) {
  return {
    given,
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
  };
});

export const fail = app.function(async function fail(): Promise<void> {
  throw new TypeError("wrong type", { cause: new RangeError("out of range") });
});
