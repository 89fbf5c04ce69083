// Modal: docs/modal/sandboxes.md#creating
import { describe, test } from "vitest";
import { InvalidError, Sandbox, ExecutionError } from "../../../src/main.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

describe("Sandbox.create", () => {
  test("its command is strings of at most 65536 characters together", async () => {
    // @ts-expect-error a number
    await expectRejection(() => Sandbox.create("sleep", 3), InvalidError, "command of strings, got 3");
    await expectRejection(() => Sandbox.create("x".repeat(65_536), "y"), InvalidError, "at most 65536", "65537");
    await expectRejection(() => Sandbox.create("x".repeat(65_536)), ExecutionError, "no world is in sight");
    await expectRejection(() => Sandbox.create("a\0b"), InvalidError, "cannot contain NUL");
  });
});

// Modal: docs/modal/sandboxes.md#life-of-a-sandbox
describe("handles", () => {
  test("names, ids and tags are checked", async () => {
    await expectRejection(() => Sandbox.fromId("im-1"), InvalidError, 'Invalid Sandbox id: "im-1"');
    await expectRejection(() => Sandbox.fromName("app", "a b"), InvalidError, "Invalid Sandbox name");
    expectError(() => Sandbox.list({ tags: { "a b": "c" } }), InvalidError, "Invalid tag key");
  });
});
