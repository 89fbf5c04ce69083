// Modal: docs/modal/sandboxes.md#life-of-a-sandbox
import { expect, test } from "vitest";
import type { Sandbox } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";
import { inPlace } from "./with-sandbox.js";

const ENDS: readonly [how: string, code: number, end: (sandbox: Sandbox, world: Emulator) => unknown][] = [
  ["its time limit", 124, () => undefined],
  ["terminate", 137, (sandbox) => sandbox.terminate()],
  ["a crash", 1, (sandbox, world) => world.sandboxes.crash(sandbox)],
  ["running out of memory", 137, (sandbox, world) => world.sandboxes.outOfMemory(sandbox)],
  ["preemption", 1, (sandbox, world) => world.sandboxes.preempt(sandbox)],
];

test.for(ENDS)("processes end with their sandbox: %s", ([, code, end]) =>
  inPlace(async ({ make, world }) => {
    const sandbox = await make({ timeoutMs: 10_000 });
    const process = await sandbox.exec("sleep 100");
    await end(sandbox, world);
    expect(await process.wait()).toBe(code);
  }),
);
