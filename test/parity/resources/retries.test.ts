// Modal: docs/modal/retries.md#the-policy
import { describe, expect, test } from "vitest";
import { parseRetries } from "../../../src/api/resources/retries.js";
import { InvalidError, Retries, type RetriesOptions } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

describe("Retries", () => {
  test("its defaults are 1 s, doubled each time, and at most 60 s", () => {
    expect(parseRetries(new Retries({ maxRetries: 4 }))).toEqual({
      maxRetries: 4,
      backoffCoefficient: 2,
      initialDelayMs: 1000,
      maxDelayMs: 60_000,
    });
  });
  test("unlike Modal, where it is required, maxRetries is 3 by default", () => {
    expect(new Retries().maxRetries).toBe(3);
    expect(new Retries({}).maxRetries).toBe(3);
  });
  test("the ends of the ranges are allowed", () => {
    const lowest = new Retries({ maxRetries: 0, backoffCoefficient: 1, initialDelayMs: 0, maxDelayMs: 1000 });
    expect(parseRetries(lowest)).toEqual({ maxRetries: 0, backoffCoefficient: 1, initialDelayMs: 0, maxDelayMs: 1000 });
    const highest = new Retries({
      maxRetries: 1e6,
      backoffCoefficient: 10,
      initialDelayMs: 60_000,
      maxDelayMs: 60_000,
    });
    expect(parseRetries(highest)).toEqual({
      maxRetries: 1e6,
      backoffCoefficient: 10,
      initialDelayMs: 60_000,
      maxDelayMs: 60_000,
    });
  });
  test.each<[RetriesOptions, ...string[]]>([
    [{ maxRetries: -1 }, '"maxRetries"', "whole number from 0", "-1"],
    [{ maxRetries: 1.5 }, '"maxRetries"', "1.5"],
    [{ maxRetries: Number.NaN }, '"maxRetries"', "NaN"],
    [{ maxDelayMs: 999 }, '"maxDelayMs"', "1000 to 60000", "999"],
    [{ maxDelayMs: 60_001 }, '"maxDelayMs"', "1000 to 60000", "60001"],
    [{ initialDelayMs: -1 }, '"initialDelayMs"', "0 to 60000", "-1"],
    [{ initialDelayMs: 60_001 }, '"initialDelayMs"', "0 to 60000", "60001"],
    [{ backoffCoefficient: 0.9 }, '"backoffCoefficient"', "1 to 10", "0.9"],
    [{ backoffCoefficient: 10.1 }, '"backoffCoefficient"', "1 to 10", "10.1"],
    [{ backoffCoefficient: Number.NaN }, '"backoffCoefficient"', "NaN"],
  ])("%o is out of range", (options, ...fragments) => {
    expectError(() => new Retries(options), InvalidError, ...fragments);
  });
  test("the first fault in Modal's order is reported", () => {
    const all = { maxRetries: -1, maxDelayMs: 1, initialDelayMs: -1, backoffCoefficient: 0 };
    expectError(() => new Retries(all), InvalidError, '"maxRetries"');
    expectError(() => new Retries({ ...all, maxRetries: 0 }), InvalidError, '"maxDelayMs"');
    expectError(() => new Retries({ ...all, maxRetries: 0, maxDelayMs: 1000 }), InvalidError, '"initialDelayMs"');
    expectError(
      () => new Retries({ ...all, maxRetries: 0, maxDelayMs: 1000, initialDelayMs: 0 }),
      InvalidError,
      '"backoffCoefficient"',
    );
  });
  test("an initial delay above the maximum is accepted", () => {
    expect(new Retries({ initialDelayMs: 5000, maxDelayMs: 1000 }).initialDelayMs).toBe(5000);
  });
  test("delays are cut to whole milliseconds", () => {
    expect(parseRetries(new Retries({ initialDelayMs: 1500.9, maxDelayMs: 2000.9 }))).toMatchObject({
      initialDelayMs: 1500,
      maxDelayMs: 2000,
    });
  });
  test("wrong types and unknown options are refused", () => {
    // @ts-expect-error a string
    expectError(() => new Retries({ maxRetries: "3" }), InvalidError, '"maxRetries"', '"3"');
    // @ts-expect-error a string
    expectError(() => new Retries({ initialDelayMs: "3" }), InvalidError, '"initialDelayMs"', '"3"');
    // @ts-expect-error not options
    expectError(() => new Retries(3), InvalidError, "new Retries takes an options object, got 3");
    // @ts-expect-error unknown option
    expectError(() => new Retries({ maxDelay: 3 }), InvalidError, '"maxDelay"', '"maxDelayMs" (in milliseconds)');
  });
  test("backoff and initialDelay in seconds are older names", () => {
    expect(parseRetries(new Retries({ maxRetries: 2, backoff: 3, initialDelay: 1.5 }))).toEqual({
      maxRetries: 2,
      backoffCoefficient: 3,
      initialDelayMs: 1500,
      maxDelayMs: 60_000,
    });
    expectError(
      () => new Retries({ initialDelay: 61 }),
      InvalidError,
      '"initialDelay"',
      "number of seconds from 0 to 60",
      "got 61",
    );
    expectError(() => new Retries({ backoff: 11 }), InvalidError, '"backoff"', "1 to 10", "got 11");
    expectError(
      () => new Retries({ backoff: 2, backoffCoefficient: 2 }),
      InvalidError,
      '"backoff"',
      '"backoffCoefficient"',
    );
    expectError(
      () => new Retries({ initialDelay: 2, initialDelayMs: 2 }),
      InvalidError,
      '"initialDelay"',
      '"initialDelayMs"',
    );
  });
});

describe("the retries option", () => {
  test("a number is that many retries with a fixed delay of 1 s", () => {
    expect(parseRetries(3)).toEqual({ maxRetries: 3, backoffCoefficient: 1, initialDelayMs: 1000, maxDelayMs: 60_000 });
  });
  test("0 is a policy, undefined is none", () => {
    expect(parseRetries(0)).toMatchObject({ maxRetries: 0 });
    expect(parseRetries(undefined)).toBeUndefined();
  });
  test("a negative or fractional number is out of range", () => {
    expectError(() => parseRetries(-1), InvalidError, 'Option "retries" must be a whole number from 0, got -1');
    expectError(() => parseRetries(1.5), InvalidError, 'Option "retries"', "1.5");
  });
  test.each([["3"], [{ maxRetries: 3 }], [null], [true]])("%o is neither a number nor a policy", (value) => {
    // @ts-expect-error wrong types, and a policy is not a Retries
    expectError(() => parseRetries(value), InvalidError, "must be an integer or instance of Retries");
  });
  test("a policy is plain data", () => {
    const policy = parseRetries(new Retries({ maxRetries: 1 }));
    expect(structuredClone(policy)).toEqual(policy);
  });
});
