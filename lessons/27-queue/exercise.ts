import assert from "node:assert/strict";
import { test } from "node:test";
import { App, Queue, QueueEmptyError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("factory");
const jobs = Queue.fromName<string>("jobs", { createIfMissing: true });

const work = app.function(async function work() {
  for (let done = 0; ; done++) {
    const job = await jobs.get({ block: false }).catch((error: unknown) => {
      if (error instanceof QueueEmptyError) return null;
      throw error;
    });
    if (job === null) return done;
  }
});

test("a worker takes the jobs that come within a minute", async () => {
  await using world = await Emulator.start();
  await world.run(app, async () => {
    const worker = await work.spawn();
    for (const job of ["saw", "drill", "glue"]) {
      await world.clock.advance({ seconds: 30 });
      await jobs.put(job);
    }
    const done = await worker.get();
    assert.equal(done, 3, `the worker took ${done} jobs`);
  });
});
