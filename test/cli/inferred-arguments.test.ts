import { describe, expect, test } from "vitest";
import { inferredInterface } from "../../src/cli/inferred-interface.js";
import { InvalidError } from "../../src/main.js";

/** What a function would be called with, of what was given. */
function bind(fn: CallableFunction, values: Record<string, unknown>): readonly unknown[] {
  const how = inferredInterface("It", fn, "string");
  return how.kind === "options" ? how.bind(values) : [];
}

/** Names with their types and defaults. */
function specs(fn: CallableFunction, untyped: "string" | "literal" = "string"): string[] {
  const how = inferredInterface("It", fn, untyped);
  if (how.kind === "words") return ["words"];
  return how.specs.map(({ name, type, isRequired, defaultText }) => `${name}: ${type}${isRequired ? "" : ` = ${defaultText}`}`);
}

describe("17.2 options from a function's own source", () => {
  test("names of a destructured parameter, with types of literal defaults", () => {
    expect(specs(async ({ a, b = "x", c = 3, d = -1.5, e = true, f = `t`, g = +2 }: Record<string, unknown>) => [a, b, c, d, e, f, g])).toEqual([
      "a: string", "b: string = x", "c: number = 3", "d: number = -1.5", "e: boolean = true", "f: string = t", "g: number = 2",
    ]);
  });
  test("a default that is no literal tells no type, and is shown as it is written", () => {
    expect(specs(({ at = new Date(0), list = [1, 2], name = `a${1}b` } = {}) => [at, list, name])).toEqual(["at: literal = new Date(0)", "list: literal = [1, 2]", "name: literal = `a${1}b`"]);
  });
  test("positional parameters", () => {
    expect(specs(async function positional(url: string, n = 3) { await Promise.all([url, n]); })).toEqual(["url: string", "n: number = 3"]);
    expect(specs((url: string) => url, "literal")).toEqual(["url: literal"]);
  });
  test.each<[string, CallableFunction]>([
    ["an arrow with one name", new Function("return x => x")()],
    ["an asynchronous method", { async method(x: string) { await Promise.resolve(x); } }.method],
    ["a method with a computed name", { ["some name"](x: string) { return x; } }["some name"]],
    ["a body with modern syntax", async function modern(x: string) { for await (const y of [x]) await import(y); }],
  ])("%s", (_kind, fn) => {
    expect(specs(fn)).toEqual(["x: string"]);
  });
  test("a renamed member keeps the name of its key", () => {
    const fn = ({ url: address = "x", "two-words": other }: Record<string, unknown>) => [address, other];
    expect(specs(fn)).toEqual(["url: string = x", "two-words: string"]);
    expect(bind(fn, { url: "y" })).toStrictEqual([{ url: "y" }]);
  });
  test("what is not given stays absent, so that the function's own default holds", () => {
    expect(bind(({ a = 1, b = 2 } = {}) => [a, b], { b: 5 })).toStrictEqual([{ b: 5 }]);
    expect(bind((a = 1, { b = 2 } = {}, c = 3) => [a, b, c], { c: 4 })).toStrictEqual([undefined, {}, 4]);
    expect(bind(() => {}, {})).toStrictEqual([]);
  });
  test("a rest parameter alone takes all words", () => {
    expect(specs((...all: string[]) => all)).toEqual(["words"]);
  });
  test.each<[string, CallableFunction, string]>([
    ["a rest parameter beside others", (x: string, ...all: string[]) => [x, all], "cannot stand beside other parameters"],
    ["a rest in the pattern", ({ x, ...all }: Record<string, unknown>) => [x, all], "Declare its `args`"],
    ["a list pattern", ([x]: string[]) => x, "`[x]` cannot become an option"],
    ["a nested pattern", ({ x: { y } }: { x: { y: string } }) => y, "cannot become an option"],
    ["two names that are one option", ({ maxPages = 1, max_pages = 2 }) => [maxPages, max_pages], "are both --max-pages"],
    ["a flag's negation that is a name", ({ cache = true, noCache = "x" }) => [cache, noCache], "are both --no-cache"],
    ["a bound function", ((x: string) => x).bind(undefined), "unable to generate a command line interface"],
  ])("%s is refused", (_kind, fn, message) => {
    expect(() => specs(fn)).toThrow(InvalidError);
    expect(() => specs(fn)).toThrow(message);
    expect(() => specs(fn)).toThrow(/^It: /);
  });
});
