import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { FunctionCall, RemoteError, TimeoutError } from "modal-emulator";
import { anApp, INLINE } from "../inline.ts";
import { type Area, expectThrown, works } from "../row.ts";

const app = anApp();
const nap = app.function(INLINE, async function nap(ms: number) {
  await sleep(ms);
  console.log(`slept ${ms}`);
  return ms;
});

export const functionCalls: Area = {
  title: "FunctionCall",
  intro: "Results are kept for 7 days of virtual time ([guide](calls.md)).",
  deploys: [app],
  rows: [
    works("fc.get(timeout=, index=)", "call.get({ timeoutMs, index })", async () => {
      const call = await nap.spawn(2000);
      await expectThrown(() => call.get({ timeoutMs: 1000 }), TimeoutError, "1000 ms");
      expect(await call.get({ index: 0 })).toBe(2000);
    }),
    works("fc.num_inputs()", "call.numInputs()", async () => {
      expect(await (await nap.experimentalSpawnMap([1, 2, 3])).numInputs()).toBe(3);
    }),
    works("fc.iter(start=, end=)", "call.iter({ start, end })", async () => {
      const call = await nap.experimentalSpawnMap([1, 2, 3]);
      expect(await Array.fromAsync(call.iter({ start: 1, end: 3 }))).toEqual([2, 3]);
    }),
    works(
      "fc.get_call_graph()",
      "call.getCallGraph()",
      async () => {
        const call = await nap.spawn(1);
        await call.get();
        expect(await call.getCallGraph()).toMatchObject([{ functionName: "nap", status: "SUCCESS", children: [] }]);
      },
      "(only here) `formatCallGraph` shows it as text",
    ),
    works("fc.cancel(terminate_containers=)", "call.cancel({ terminateContainers })", async (world) => {
      const call = await nap.spawn(60_000);
      await world.clock.advance(1);
      await call.cancel({ terminateContainers: true });
      await expectThrown(() => call.get(), RemoteError);
    }),
    works("FunctionCall.from_id(id)", "FunctionCall.fromId(id)", async () => {
      const { functionCallId } = await nap.spawn(3);
      expect(await FunctionCall.fromId(functionCallId).get()).toBe(3);
    }),
    works("FunctionCall.gather(*calls)", "FunctionCall.gather(...calls)", async () => {
      expect(await FunctionCall.gather(await nap.spawn(2), await nap.spawn(1))).toEqual([2, 1]);
    }),
    works("fc.object_id", "call.functionCallId", async () => {
      expect((await nap.spawn(1)).functionCallId).toMatch(/^fc-/);
    }),
    works("fc.logs", "call.logs", async () => {
      const call = await nap.spawn(44);
      await call.get();
      expect((await call.logs.fetch()).map(({ message }) => message)).toEqual(["slept 44"]);
    }),
  ],
};
