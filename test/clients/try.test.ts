import { expect, test } from "vitest";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { modalClient } from "modal-emulator/client";

const app = new App("svc");
export const square = app.function({}, async function square(x: number) { return x * x; });
export const boom = app.function({}, async function boom(x: number) { throw new TypeError("boom " + x); });
export const M = app.cls({}, class M { hello(o: unknown) { return ["hi", o]; } });

for (const threads of [0, 1]) test("remote " + threads, async () => {
  await using world = await Emulator.start({ threads });
  await world.deploy(app);
  const modal = await modalClient(world);
  const f = await modal.functions.fromName("svc", "square");
  expect(await f.remote([3])).toBe(9);
  const b = await modal.functions.fromName("svc", "boom");
  console.log(await b.remote([3]).catch((e) => [e.name, e.message]));
  console.log(await modal.functions.fromName("svc", "nope").catch((e) => [e.name, e.message]));
  const call = await f.spawn([5]);
  console.log(call.functionCallId, await call.get());
  const N = 300;
  for (let r = 0; r < 3; r++) {
    let t = performance.now();
    for (let i = 0; i < N; i++) await f.remote([i]);
    const a = (performance.now() - t) / N * 1000;
    t = performance.now();
    await world.within(async () => { for (let i = 0; i < N; i++) await square.remote(i); });
    const c = (performance.now() - t) / N * 1000;
    console.log(threads, "client", a.toFixed(0), "us; own", c.toFixed(0), "us", (a / c).toFixed(2));
  }
}, 60000);
