import { expect } from "vitest";
import { InvalidError, NotFoundError } from "modal-emulator";
import { running } from "../apps/contract.js";
import type { Asked, Group } from "../case.js";

async function allOf({ send }: Asked, callId: string): Promise<readonly [items: unknown[], end: unknown]> {
  const all: unknown[] = [];
  for (;;) {
    const { items, end } = await send("generator.take", { callId });
    all.push(...items);
    if (end) return [all, end];
    expect(items).not.toEqual([]);
  }
}

export const generators = {
  "generator.start": [
    [
      "lets a generator that nobody hears run to its end",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("generator.start", {
          functionId: idOf("counts"),
          args: [3000],
          isUnheard: true,
        });
        await asked.send("call.invoke", { functionId: idOf("nap"), args: [1000, ""] });
        expect(JSON.stringify(await asked.send("call.graph", { callId }))).toContain('"SUCCESS"');
      },
    ],
    [
      "refuses plain functions, and unknown ones",
      async (asked) => {
        const { idOf } = await running(asked);
        await asked.refused("generator.start", { functionId: idOf("double"), args: [1] }, InvalidError, "`double`");
        await asked.refused("generator.start", { functionId: "fu-none", args: [] }, NotFoundError, "fu-none");
      },
    ],
  ],
  "generator.take": [
    [
      "is refused for a call that is no generator, and for one that nobody hears",
      async (asked) => {
        const { idOf } = await running(asked);
        const spawned = await asked.send("call.spawn", { functionId: idOf("double"), args: [1] });
        await asked.refused("generator.take", spawned, InvalidError, spawned.callId, "`double`");
        const unheard = { functionId: idOf("counts"), args: [3], isUnheard: true };
        await asked.refused("generator.take", await asked.send("generator.start", unheard), InvalidError, "`counts`");
      },
    ],
    [
      "gives the items in order, then the end",
      async (asked) => {
        const { idOf } = await running(asked);
        const start = async (tag: string, ...args: unknown[]): Promise<string> =>
          (await asked.send("generator.start", { functionId: idOf(tag), args })).callId;
        const [long, empty, failing] = [await start("counts", 2500), await start("counts", 0), await start("stumbles")];
        const [items, end] = await allOf(asked, long);
        expect(items).toEqual(Array.from({ length: 2500 }, (_, n) => n));
        expect(end).toMatchObject({ ok: true });
        expect(await allOf(asked, empty)).toMatchObject([[], { ok: true }]);
        expect(await allOf(asked, failing)).toMatchObject([
          ["one"],
          { ok: false, error: { message: "a step is missing" } },
        ]);
      },
    ],
    [
      "names an unknown call",
      ({ refused }) => refused("generator.take", { callId: "fc-none" }, NotFoundError, "fc-none"),
    ],
  ],
} satisfies Group;
