import { Emulator } from "modal-emulator/emulator";
import type { ReportData } from "../../src/report/model/report-data.js";
import { priceOf, app } from "./apps/shop.js";
import { strange, odd } from "./apps/strange.js";
import { CUT, day, days, EMPTY, reportOf, written } from "./support.js";

/** Reports of all kinds, by what is special about them. */
export const SAMPLES: readonly (readonly [string, () => Promise<ReportData>])[] = [
  ["a day of a shop", async () => (await reportOf({}, day)).data],
  ["another seed", async () => (await reportOf({ seed: 5, coldStartMs: 300 }, day)).data],
  ["a log whose beginning was dropped", async () => (await reportOf(CUT, days)).data],
  ...[8, 16, 27, 44, 63, 75].map((count) => [`a log without its first ${count} events`, () => cut(count)] as const),
  ["calls that have not ended", unended],
  ["a world without apps", async () => (await reportOf({}, async () => undefined)).data],
  ["no event at all", async () => EMPTY],
  [
    "names of all kinds",
    async () =>
      (
        await reportOf({}, (world) =>
          world.run(strange, async () => {
            await Promise.allSettled([odd.remote("</script><b>"), odd.remote("שלום 👩‍🚀 \u202e\n\t")]);
          }),
        )
      ).data,
  ],
];

/** As if the events before had been dropped: in the middle of starts, attempts and pauses. */
async function cut(count: number): Promise<ReportData> {
  const { data } = await reportOf({}, day);
  return { ...data, dropped: count, bill: null, events: data.events.slice(count) };
}

/** One call waits for its container, one runs, one is to be tried again. */
async function unended(): Promise<ReportData> {
  await using world = await Emulator.start({ threads: 1, coldStartMs: 300 });
  return await world.run(app, async () => {
    for (const item of [7, 50, 60]) await priceOf.spawn(item);
    await world.clock.advance(1100);
    return (await written(world)).data;
  });
}
