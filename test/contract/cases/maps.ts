import { expect } from "vitest";
import { InvalidError, NotFoundError } from "modal-emulator";
import type { MapOutput } from "../../../src/contract/backend.js";
import { running } from "../apps/contract.js";
import type { Asked, Group } from "../case.js";

/** Inputs that a map may have outstanding. */
const LIMIT = 1000;

/** All outputs, in the order in which they come. */
async function outputsOf({ send }: Asked, callId: string): Promise<MapOutput[]> {
  const all: MapOutput[] = [];
  for (;;) {
    const { outputs, done } = await send("map.take", { callId });
    all.push(...outputs);
    if (done) return all;
    expect(outputs).not.toEqual([]);
  }
}

export const maps = {
  "map.start": [
    [
      "makes a call without inputs, which ends when it is told that none come",
      async (asked) => {
        const map = await asked.send("map.start", { functionId: (await running(asked)).idOf("double") });
        expect(map.callId).toMatch(/^fc-/);
        expect(await asked.send("call.inputs", map)).toBe(0);
        await asked.send("map.end", map);
        expect(await outputsOf(asked, map.callId)).toEqual([]);
      },
    ],
    [
      "refuses generators and unknown functions",
      async (asked) => {
        const { idOf } = await running(asked);
        await asked.refused("map.start", { functionId: idOf("counts") }, InvalidError, "`counts`");
        await asked.refused("map.start", { functionId: "fu-none" }, NotFoundError, "fu-none");
      },
    ],
  ],
  "map.put": [
    [
      "is refused for a call that is no map",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("double"), args: [1] });
        await asked.refused("map.put", { callId, inputs: [[1]] }, InvalidError, callId, "`double`", "no map");
      },
    ],
    [
      "is answered when everything is below the limit of outstanding inputs",
      async (asked) => {
        const map = await asked.send("map.start", { functionId: (await running(asked)).idOf("double") });
        const inputs = Array.from({ length: LIMIT + 200 }, (_, n) => [n]);
        const events: string[] = [];
        const put = asked.send("map.put", { ...map, inputs }).then(() => events.push("put"));
        const { outputs } = await asked.send("map.take", map);
        events.push("taken");
        await put;
        await asked.send("map.end", map);
        const all = [...outputs, ...(await outputsOf(asked, map.callId))];
        expect(all.map(([index]) => index).toSorted((a, b) => a - b)).toEqual(inputs.map(([n]) => n));
        expect(events[0]).toBe("taken");
      },
    ],
    [
      "names an unknown call",
      ({ refused }) => refused("map.put", { callId: "fc-none", inputs: [] }, NotFoundError, "fc-none"),
    ],
  ],
  "map.end": [
    [
      "is refused for a call that is no map",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("double"), args: [1] });
        await asked.refused("map.end", { callId }, InvalidError, callId, "`double`", "no map");
      },
    ],
    [
      "lets the map end with its last input",
      async (asked) => {
        const map = await asked.send("map.start", { functionId: (await running(asked)).idOf("nap") });
        await asked.send("map.put", { ...map, inputs: [[2000, "a"]] });
        expect(await asked.send("map.end", map)).toBeNull();
        expect(await asked.send("map.take", map)).toEqual({ outputs: [[0, { ok: true, value: "a" }]], done: true });
        expect(await asked.send("map.take", map)).toEqual({ outputs: [], done: true });
      },
    ],
    ["names an unknown call", ({ refused }) => refused("map.end", { callId: "fc-none" }, NotFoundError, "fc-none")],
  ],
  "map.take": [
    [
      "is refused for a call that is no map",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("double"), args: [1] });
        await asked.refused("map.take", { callId }, InvalidError, callId, "`double`", "no map");
      },
    ],
    [
      "gives outputs as they are complete, with their places, errors among them",
      async (asked) => {
        const { idOf } = await running(asked);
        const naps = await asked.send("map.start", { functionId: idOf("nap") });
        const failing = await asked.send("map.start", { functionId: idOf("fails") });
        await asked.send("map.put", {
          ...naps,
          inputs: [
            [3000, "a"],
            [1000, "b"],
            [2000, "c"],
          ],
        });
        await asked.send("map.put", { ...failing, inputs: [["no"]] });
        await asked.send("map.end", naps);
        await asked.send("map.end", failing);
        const [kept, failed] = await Promise.all([outputsOf(asked, naps.callId), outputsOf(asked, failing.callId)]);
        expect(kept).toEqual([
          [1, { ok: true, value: "b" }],
          [2, { ok: true, value: "c" }],
          [0, { ok: true, value: "a" }],
        ]);
        expect(failed).toMatchObject([[0, { ok: false, error: { class: "RangeError", message: "no" } }]]);
      },
    ],
    ["names an unknown call", ({ refused }) => refused("map.take", { callId: "fc-none" }, NotFoundError, "fc-none")],
  ],
} satisfies Group;
