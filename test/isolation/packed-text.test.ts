import { expect, test } from "vitest";
import type { ContainerSpec, Delivery, Request } from "../../src/emulator/kernel/protocol.js";
import { pack, unpack } from "../../src/emulator/lanes/wire/packing.js";
import { textOf } from "../../src/emulator/lanes/wire/text-of.js";

const SPEC: ContainerSpec = {
  containerId: "ta-1",
  functionId: "fu-1",
  app: "app",
  tag: "f",
  isGenerator: false,
  cls: undefined,
  cluster: undefined,
  options: undefined,
  environmentName: "main",
  environment: { HOME: "/root" },
  functions: [{ app: "app", tag: "f", functionId: "fu-1", isGenerator: false }],
  code: { kind: "file", file: "file:///app.ts" },
  seed: "0/container/1",
  isolation: "realm",
  mounts: [],
  snapshot: undefined,
};

const MESSAGES: readonly (Delivery | Request)[] = [
  { type: "start", spec: SPEC },
  { type: "start", spec: { ...SPEC, app: undefined, snapshot: { seed: "1", at: 5 } } },
  { type: "input", inputId: "in-1", callId: "fc-1", attempt: 1, args: [2], method: undefined },
  { type: "drop" },
  { type: "wake" },
  { type: "started" },
  { type: "output", inputId: "in-1", attempt: 1, outcome: { ok: true } },
  { type: "output", inputId: "in-1", attempt: 1, outcome: { ok: true, value: 3 } },
];

test.each(MESSAGES)("what most turns are made of crosses as a text: $type", (message) => {
  const text = textOf(pack(message));
  expect(text).toBeDefined();
  expect(unpack(JSON.parse(text ?? "") as ReturnType<typeof pack>)).toEqual(message);
});
