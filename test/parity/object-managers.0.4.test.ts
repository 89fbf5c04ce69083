import { describe, test } from "vitest";
import { Dict, InvalidError, Queue, Secret, UnimplementedError, Volume } from "../../src/main.js";
import { expectRejection } from "./expect-error.js";

describe.each([
  ["Volume", Volume.objects],
  ["Dict", Dict.objects],
  ["Queue", Queue.objects],
] as const)("%s.objects", (kind, objects) => {
  test("create and delete check the name first", async () => {
    await expectRejection(() => objects.create("a b"), InvalidError, `Invalid ${kind} name`);
    await expectRejection(() => objects.delete("a b"), InvalidError, `Invalid ${kind} name`);
    await expectRejection(() => objects.create("ab", { allowExisting: true }), UnimplementedError, `${kind}.objects.create`);
    await expectRejection(() => objects.delete("ab", { allowMissing: true }), UnimplementedError, `${kind}.objects.delete`);
  });
  test("list refuses a negative maximum", async () => {
    await expectRejection(() => objects.list({ maxObjects: -1 }), InvalidError, '"maxObjects"', "whole number from 0", "-1");
    await expectRejection(() => objects.list({ maxObjects: 0 }), UnimplementedError, `${kind}.objects.list`);
  });
  test("list takes a Date or an ISO 8601 string, else it is a TypeError", async () => {
    await expectRejection(() => objects.list({ createdBefore: new Date(0) }), UnimplementedError, "list");
    await expectRejection(() => objects.list({ createdBefore: "2026-01-01" }), UnimplementedError, "list");
    // @ts-expect-error a number
    await expectRejection(() => objects.list({ createdBefore: 3 }), TypeError, '"createdBefore"', "got 3");
  });
  test("unknown options are refused", async () => {
    // @ts-expect-error unknown option
    await expectRejection(() => objects.create("ab", { allowExist: true }), InvalidError, '"allowExist"', '"allowExisting"');
    // @ts-expect-error unknown option
    await expectRejection(() => objects.list({ max: 3 }), InvalidError, '"max"', '"maxObjects"');
  });
});

describe("Secret.objects", () => {
  test("create takes the values second, strings only", async () => {
    await expectRejection(() => Secret.objects.create("ab", { A: "1" }), UnimplementedError, "Secret.objects.create");
    // @ts-expect-error null
    await expectRejection(() => Secret.objects.create("ab", { A: null }), InvalidError, "A is null");
    // @ts-expect-error missing
    await expectRejection(() => Secret.objects.create("ab"), InvalidError, "has to be a dict");
  });
});
