import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

interface Sleepy {
  sleep(ms: number): Promise<void>;
  hours(): number;
  shout(text: string): void;
}

const app = new App("packages");

const rest = app.function({ timeoutMs: 24 * 3_600_000 }, async function rest(): Promise<readonly unknown[]> {
  const { sleep, hours, shout } = createRequire(import.meta.url)("./linked/sleepy.cjs") as Sleepy;
  await sleep(7 * 3_600_000);
  shout("rested");
  return [Date.now(), hours()];
});

test.each([0, 1])(
  "what a package promisified when it was loaded follows the container that calls it (threads: %i)",
  async (threads) => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => rest.remote())).toEqual([Date.parse("2026-01-01T07:00:00Z"), 7]);
    expect(Array.from(world.logs, ({ message }) => message)).toEqual(["rested"]);
  },
);
