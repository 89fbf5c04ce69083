import { explore } from "modal-emulator/testing";
import { app, vote } from "../fixtures/races/vote-counter.ts";
import { medianMs, milliseconds, type Row } from "./measure.ts";

const SEEDS = 1000;
const candidates = Array.from({ length: 20 }, (_, index) => `candidate ${index}`);

export async function exploreRow(): Promise<Row> {
  const ms = await medianMs(1, () =>
    explore({ seeds: SEEDS }, (world) => world.run(app, () => vote.forEach(candidates))),
  );
  return {
    what: "`explore` of 1,000 seeds of a program of 20 inputs that sleep and use a Dict",
    ours: milliseconds(ms),
    peer: "",
    note: "two worlds for each seed, 20 containers in each",
  };
}
