// Modal: docs/modal/containers.md#resources
import { describe, expect, test } from "vitest";
import { parseCpu, parseGpus, parseMemory } from "../../../src/api/resources/resources.js";
import { InvalidError } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

describe("cpu", () => {
  test("is kept in whole thousandths of a core", () => {
    expect(parseCpu(0.25)).toEqual({ requestMilli: 250 });
    expect(parseCpu(1.2345)).toEqual({ requestMilli: 1234 });
    expect(parseCpu([1, 4])).toEqual({ requestMilli: 1000, limitMilli: 4000 });
    expect(parseCpu(undefined)).toBeUndefined();
  });
  test("0, and a limit below the request, are left to the creation of the function", () => {
    expect(parseCpu(0)).toEqual({ requestMilli: 0 });
    expect(parseCpu([4, 1])).toEqual({ requestMilli: 4000, limitMilli: 1000 });
  });
  test.each([
    ["2", '"2"'],
    [[1], "[1]"],
    [[1, 2, 3], "[1, 2, 3]"],
    [[1, "2"], '[1, "2"]'],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [null, "null"],
  ])("%j is not a number of cores", (value, shown) => {
    expectError(
      // @ts-expect-error wrong types
      () => parseCpu(value),
      InvalidError,
      `Option "cpu" must be a number of cores above 0, or a pair [request, limit] of those, got ${shown}.`,
    );
  });
});

describe("limits beside their requests, as in Modal's JavaScript SDK", () => {
  test("are those of the pairs", () => {
    expect(parseCpu(1, 4)).toEqual(parseCpu([1, 4]));
    expect(parseMemory(512, 1024)).toEqual(parseMemory([512, 1024]));
  });
  test.each([
    ["a CPU limit alone", () => parseCpu(undefined, 2), ['"cpuLimit"', '"cpu"']],
    ["a memory limit alone", () => parseMemory(undefined, 2), ['"memoryLimitMiB"', '"memoryMiB"']],
    ["two CPU limits", () => parseCpu([1, 2], 2), ['"cpu" has a limit already', '"cpuLimit"']],
    ["two memory limits", () => parseMemory([1, 2], 2), ['"memoryMiB" has a limit already', '"memoryLimitMiB"']],
    ["a text", () => parseCpu(1, "2" as never), ['"cpuLimit" must be a number, got "2"']],
    ["half a MiB", () => parseMemory(1, 1.5), ['"memoryMiB" must be a whole number', "[1, 1.5]"]],
  ])("%s is refused", (_what, parse, fragments) => {
    expectError(parse, InvalidError, ...fragments);
  });
});

describe("memory", () => {
  test("is whole MiB, or a request and a limit", () => {
    expect(parseMemory(512)).toEqual({ requestMiB: 512 });
    expect(parseMemory([512, 1024])).toEqual({ requestMiB: 512, limitMiB: 1024 });
  });
  test.each([
    ["1G", '"1G"'],
    [512.5, "512.5"],
    [-1, "-1"],
    [[512, 0.5], "[512, 0.5]"],
  ])("%j is not a number of MiB", (value, shown) => {
    expectError(
      // @ts-expect-error wrong types
      () => parseMemory(value),
      InvalidError,
      `Option "memoryMiB" must be a whole number of MiB, 0 or more, or a pair [request, limit] of those, got ${shown}.`,
    );
  });
});

describe("gpu", () => {
  test("is a type in any case, and a count", () => {
    expect(parseGpus("a100-80gb")).toEqual([{ type: "A100-80GB", count: 1 }]);
    expect(parseGpus("H100:8")).toEqual([{ type: "H100", count: 8 }]);
    expect(parseGpus(undefined)).toEqual([]);
  });
  test("of several, the first is preferred", () => {
    expect(parseGpus(["h100", "a100:2"])).toEqual([
      { type: "H100", count: 1 },
      { type: "A100", count: 2 },
    ]);
  });
  test("names are not checked", () => expect(parseGpus("NEXT-9000")).toEqual([{ type: "NEXT-9000", count: 1 }]));
  test.each(["A100:two", "A100:", "A100:1.5", "A100:-1", "A100:0", "A100:9007199254740993"])(
    "the count in %j must be an integer",
    (value) => {
      expectError(() => parseGpus(value), InvalidError, 'Option "gpu"', "must be an integer", JSON.stringify(value));
    },
  );
  test.each(["", ":2", "A100:1:2"])("%j does not look like a GPU", (value) => {
    expectError(() => parseGpus(value), InvalidError, 'Option "gpu" must look like', JSON.stringify(value));
  });
  test.each([[8], [{ type: "A100" }], [[3]], [null]])("%j is not a string", (value) => {
    // @ts-expect-error wrong types
    expectError(() => parseGpus(value), InvalidError, 'Option "gpu" must be a string');
  });
});
