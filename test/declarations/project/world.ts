import { Emulator, loadModule, RATES } from "modal-emulator/emulator";
import { plain, app } from "./app.js";

export const start = () => Emulator.start({ threads: 0, faults: [{ kind: "crash" }] });

export async function used() {
  await using world = await start();
  world.mock(plain, (x) => ({ x, at: new Date(0) }));
  await world.run(app, () => plain.remote(1));
  return {
    bill: world.bill(plain),
    calls: world.calls(),
    containers: world.containers(),
    events: [...world.events],
    retries: world.events.of("input.retry"),
    logs: [...world.logs],
    faults: world.faults,
    clock: world.clock,
    pending: world.clock.pending(),
    schedules: world.schedules,
    next: world.schedules.next,
    secrets: world.secrets,
    buckets: world.buckets,
    snapshot: await world.snapshot(),
    report: await world.doctor(() => undefined),
    state: world.seed,
  };
}
export const rates = RATES;
export const load = loadModule;
export type Used = Awaited<ReturnType<typeof used>>;
