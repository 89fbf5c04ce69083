// Modal: docs/modal/command-line.md#arguments
import { runInThisContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { inferredInterface } from "../../src/cli/options/inferred-interface.js";
import { InvalidError } from "../../src/main.js";

function evaluate(source: string): CallableFunction {
  const fn: unknown = runInThisContext(`(${source})`);
  if (typeof fn !== "function") throw new TypeError(`${source} is no function.`);
  return fn;
}

/** What a function would be called with, of what was given. */
function bind(source: string, values: Record<string, unknown>): readonly unknown[] {
  const how = inferredInterface("It", evaluate(source), "string");
  if (how.kind === "words") throw new TypeError("It takes words.");
  return how.bind(values);
}

/** Names with their types and defaults. */
function options(source: string, untyped: "string" | "literal" = "string"): string[] {
  const how = inferredInterface("It", evaluate(source), untyped);
  if (how.kind === "words") return ["words"];
  return how.specs.map(
    ({ name, type, isRequired, defaultText }) => `${name}: ${type}${isRequired ? "" : ` = ${defaultText}`}`,
  );
}

describe("options from a function's own source", () => {
  test.each([
    ["async ({ a }) => a", ["a: string"]],
    ['({ a = "x" }) => a', ["a: string = x"]],
    ["({ a = `x` }) => a", ["a: string = x"]],
    ["({ a = 3 }) => a", ["a: number = 3"]],
    ["({ a = -1.5, b = +2 }) => a", ["a: number = -1.5", "b: number = 2"]],
    ["({ a = true, b = false }) => a", ["a: boolean = true", "b: boolean = false"]],
    [
      "({ a = new Date(0), b = [1, 2], c = null, d = `${1}`, e = -x, f = !0 }) => a",
      [
        "a: literal = new Date(0)",
        "b: literal = [1, 2]",
        "c: literal = null",
        "d: literal = `${1}`",
        "e: literal = -x",
        "f: literal = !0",
      ],
    ],
    ["function f({ a, b = 2 } = {}) {}", ["a: string", "b: number = 2"]],
    ["async function f(url, n = 3) {}", ["url: string", "n: number = 3"]],
    ["function f(x, { n = 3 } = {}, y = 1) {}", ["x: string", "n: number = 3", "y: number = 1"]],
    ["x => x", ["x: string"]],
    ["({ async method(x) { await x } }).method", ["x: string"]],
    ['({ ["some name"](x) {} })["some name"]', ["x: string"]],
    ["async function f(x) { for await (const y of x) await import(y); using z = x; }", ["x: string"]],
    ['({ url: address = "x", "two-words": other }) => [address, other]', ["url: string = x", "two-words: string"]],
    ["() => {}", []],
    ["(...all) => all", ["words"]],
  ])("%s", (source, expected) => {
    expect(options(source)).toEqual(expected);
  });
  test("parameters of app functions are literals, where no default tells a type", () => {
    expect(options('(a, b = "x", { c } = {}) => a', "literal")).toEqual(["a: literal", "b: string = x", "c: literal"]);
  });
  test("what is not given stays absent, so that the function's own default holds", () => {
    expect(bind("({ a = 1, b = 2 }) => a", { b: 5 })).toStrictEqual([{ b: 5 }]);
    expect(bind("(a = 1, { b = 2 } = {}, c = 3) => a", { c: 4 })).toStrictEqual([undefined, {}, 4]);
    expect(bind("({ url: address }) => address", { url: "y" })).toStrictEqual([{ url: "y" }]);
    expect(bind("() => {}", {})).toStrictEqual([]);
  });
  test.each([
    ["(x, ...all) => all", "cannot stand beside other parameters"],
    ["({ x, ...all }) => all", "Declare its `args`"],
    ["([x]) => x", "`[x]` cannot become an option"],
    ["({ x: { y } }) => y", "`{ y }` cannot become an option"],
    ["({ [x]: y }) => y", "a key without a fixed name"],
    ["({ maxPages = 1, max_pages = 2 }) => 1", "are both --max-pages"],
    ['({ cache = true, noCache = "x" }) => 1', "are both --no-cache"],
    ["(x => x).bind(undefined)", "unable to generate a command line interface"],
  ])("%s is refused", (source, message) => {
    expect(() => options(source)).toThrow(InvalidError);
    expect(() => options(source)).toThrow("It: ");
    expect(() => options(source)).toThrow(message);
  });
});
