import { expect, test } from "vitest";
import { Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { app, makes, uses } from "./passing-app.js";

test.for([0, 1, 2])("functions make sandboxes, and pass them on, %i threads", async (threads) => {
  await using world = await Emulator.start({ threads });
  await world.deploy(app);
  await world.within(async () => {
    const sandbox = await makes.remote("agent");
    expect(sandbox).toBeInstanceOf(Sandbox);
    expect(await sandbox.filesystem.readText("/srv/note")).toBe("made as agent");
    expect(await uses.remote(sandbox)).toEqual([sandbox.objectId, 0]);
    await sandbox.stdin.writeText("over");
    await sandbox.stdin.close();
    expect(await sandbox.wait()).toBe(0);
    expect(await sandbox.stdout.readText()).toBe("over");
  });
});
