import { expect, test } from "vitest";
import { InternalFailure, InvalidError, Volume } from "modal-emulator";
import { expectError, expectRejection } from "../support/expect-error.js";
import { inPlace, outcome } from "./with-sandbox.js";

test.for([
  ["crash", "crashed, by a fault", false, 1],
  ["outOfMemory", "out of memory, by a fault", false, 137],
  ["preempt", "preempted, by a fault", true, 1],
] as const)("%s ends a sandbox, and what runs in it", ([kind, reason, isCommitted, code]) =>
  inPlace(async ({ world, make }) => {
    const volume = Volume.fromName("kept", { createIfMissing: true });
    const sandbox = await make({ volumes: { "/v": volume } });
    await outcome(sandbox, "sh", "-c", "echo x > /v/a");
    const process = await sandbox.exec("sleep", "1000");
    const reading = process.stdout.readText();
    world.sandboxes[kind](sandbox);
    expect(await sandbox.wait()).toBe(code);
    expect(await process.wait()).toBe(code);
    expect(await reading).toBe("");
    expect(world.events.of("sandbox.ended")).toMatchObject([
      { status: "FAILURE", code, reason: `its container was lost: ${reason}` },
    ]);
    expect(world.events.of("container.stopped").at(-1)?.reason).toContain(reason);
    expect(await volume.listdir("/")).toHaveLength(isCommitted ? 1 : 0);
    world.sandboxes[kind](sandbox); // nothing is left to be lost
  }),
);

test("exec fails as often as it is to", () =>
  inPlace(async ({ world, make }) => {
    world.sandboxes.failExec("git *", { times: 2 });
    world.sandboxes.failExec(/^echo b/, { error: new RangeError("no room"), times: 1 });
    const sandbox = await make();
    for (let time = 0; time < 2; time++)
      await expectRejection(() => sandbox.exec("git", "status"), InternalFailure, "A fault hit");
    await expectRejection(() => sandbox.exec("echo", "b"), RangeError, "no room");
    expect((await outcome(sandbox, "git", "status")).code).toBe(127);
    expect((await outcome(sandbox, "echo", "b")).stdout).toBe("b\n");
    expect(world.events.of("fault.exec").map(({ error, command }) => [error, command])).toEqual([
      ["InternalFailure", "git status"],
      ["InternalFailure", "git status"],
      ["RangeError", "echo b"],
    ]);
    world.verify();
    world.sandboxes.failExec("never");
    expectError(() => world.verify(), InvalidError, 'world.sandboxes.failExec("never", …) has met no command');
    expectError(() => world.sandboxes.failExec("x", { times: 0 }), InvalidError, "from 1");
    expectError(() => world.sandboxes.crash({} as never), InvalidError, "takes a sandbox of this world");
  }));
