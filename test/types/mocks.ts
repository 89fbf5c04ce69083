import { vi } from "vitest";
import { App, batched, type BatchedFunction_, Function_, method, type MockOf } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";
import { is, same } from "./eq.js";
import { add, fetchPage, square } from "./functions.js";

// Checked, never run: what may stand in for a function.
declare const world: Emulator;
const app = new App("mocks");

world.mock(fetchPage, (url) => {
  is<string>()(url, true);
  return `<h1>${url}</h1>`;
});
world.mock(fetchPage, async () => "page");
world.mock(fetchPage, () => Promise.reject(new Error("503")));
world.mock(fetchPage, () => {
  throw new Error("503");
});
world.mock(
  fetchPage,
  vi.fn(async (url: string) => url),
);
world.mock(fetchPage, () => "page", { optional: true });
// @ts-expect-error the result
world.mock(fetchPage, () => 3);
// @ts-expect-error the result, as a promise
world.mock(fetchPage, async () => 3);
// @ts-expect-error the argument
world.mock(fetchPage, (url: number) => String(url));
// @ts-expect-error more arguments than there are
world.mock(fetchPage, (url, other) => url + other);
// @ts-expect-error no result
world.mock(square, () => undefined);
// @ts-expect-error unknown option
world.mock(square, () => 1, { option: true });
world.mock(add, (a, b) => a - b);
same<MockOf<typeof add>, (a: number, b: number) => number | Promise<number>>(true);

const numbers = app.function(async function* numbers(n: number) {
  yield n;
});
world.mock(numbers, function* (n) {
  yield n * 2;
});
world.mock(numbers, async function* (n) {
  yield n * 2;
});
world.mock(numbers, (n) => [n]);
// @ts-expect-error the items
world.mock(numbers, () => ["1"]);
// @ts-expect-error no items
world.mock(numbers, () => 1);

const log = app.function(async function log(line: string) {
  void line;
});
const seen: string[] = [];
world.mock(log, (line) => seen.push(line));
world.mock(log, () => {});

const tag = app.function(
  {},
  batched({ maxBatchSize: 2, waitMs: 1 }, async function tag(words: string[]) {
    return words.map((word) => word.length);
  }),
);
is<BatchedFunction_<[words: string], number, (words: string[]) => Promise<number[]>>>()(tag, true);
world.mock(tag, (word) => {
  is<string>()(word, true);
  return 1;
});
// @ts-expect-error callers get single results
world.mock(tag, () => [1]);

const Model = app.cls(
  class Model {
    predict = method(async (x: number) => `p${x}`);
  },
);
world.mock(new Model().predict, (x) => x.toFixed());
// @ts-expect-error the result
world.mock(new Model().predict, () => 1);

world.mock(Function_.fromName<(x: number) => Promise<string>>("app", "f"), (x) => x.toFixed());
world.mock(Function_.fromName("app", "f"), (x) => x);
world.mock("app/f", (x: number) => x);
world.mock("app/f", async () => 1);
// @ts-expect-error no function
world.mock(3, () => 1);
// @ts-expect-error no implementation
world.mock(square);
