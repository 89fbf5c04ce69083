import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Dict } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";
import { explore } from "modal-emulator/testing";

const app = new App("election");
const votes = Dict.fromName<number>("votes", { createIfMissing: true });

const vote = app.function({}, async function vote(candidate: string) {
  await sleep(60_000 * Math.random()); // voters come when they like
  const count = (await votes.get(candidate)) ?? 0;
  await sleep(500); // a signature is checked
  await votes.put(candidate, count + 1);
});

async function countsAll(world: Emulator): Promise<void> {
  await world.run(app, async () => {
    await vote.forEach(["Ada", "Ada", "Ada"]);
    const count = await votes.get("Ada");
    assert.equal(count, 3, `${count} of 3 votes were counted`);
  });
}

test("no vote is lost, whenever voters come", async () => {
  await explore({ seeds: 20 }, countsAll);
});
