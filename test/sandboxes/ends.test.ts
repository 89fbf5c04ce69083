import { expect, test } from "vitest";
import { wireError } from "../../src/contract/wire.js";
import { messageOf, whyOver } from "../../src/emulator/sandboxes/sandbox-ends.js";

test("why a sandbox is over ends with one full stop", () => {
  const message = messageOf(wireError("ExecutionError", "A container of `sb-1` was stopped: its thread is full."));
  expect(whyOver("sb-1", { status: "FAILURE", code: 1, message })).toBe(
    "Sandbox sb-1 has already finished: ExecutionError: A container of `sb-1` was stopped: its thread is full.",
  );
  expect(whyOver("sb-1", { status: "TIMEOUT", code: 124 })).toBe(
    "Sandbox sb-1 has already finished: it has hit its time limit.",
  );
});
