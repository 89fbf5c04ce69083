import { type CallTable, systemCall, wasiCall } from "./call-table.js";
import type { LaneLink } from "./lane-link.js";
import type { SeededChance } from "./seeded-chance.js";
import type { WasmMemory } from "./wasm-memory.js";

/** How often the interpreter may look at the clock, or for signals, before a little virtual time passes. */
const CLOCK_READINGS = 2_000;
const SIGNAL_LOOKS = 4_000;
const STEP_MS = 10;

/** Calls for time, chance and signals. Time passes as the interpreter waits, and slowly as it computes. */
export class TimeCalls {
  readonly #memory: WasmMemory;
  readonly #lane: LaneLink;
  readonly #chance: SeededChance;
  #readings = 0;
  #looks = 0;

  constructor(memory: WasmMemory, lane: LaneLink, chance: SeededChance) {
    this.#memory = memory;
    this.#lane = lane;
    this.#chance = chance;
  }

  get table(): CallTable {
    const memory = this.#memory;
    return {
      emscripten_date_now: () => this.#read(),
      emscripten_get_now: () => this.#read(),
      clock_time_get: wasiCall((_clock: number, _precision: bigint, to: number) => {
        memory.view.setBigInt64(to, BigInt(Math.round(this.#read() * 1e3)) * 1_000n, true);
      }),
      clock_res_get: wasiCall((_clock: number, to: number) => memory.putLong(1_000_000, to)),
      random_get: wasiCall((to: number, size: number) => this.#chance.fill(memory.bytes.subarray(to, to + size))),
      _tzset_js: (zone: number, daylight: number, standard: number, summer: number) => {
        memory.putInt(0, zone);
        memory.putInt(0, daylight);
        for (const name of [standard, summer]) memory.putText("UTC", name, 17);
      },
      _setitimer_js: systemCall(() => -52),
      _Py_CheckEmscriptenSignals_Helper: () => {
        const signal = this.#lane.takeSignal();
        if (signal === 0 && ++this.#looks >= SIGNAL_LOOKS) {
          this.#looks = 0;
          this.#step();
          return this.#lane.takeSignal();
        }
        return signal;
      },
    };
  }

  #read(): number {
    if (++this.#readings >= CLOCK_READINGS) this.#step();
    return this.#lane.now;
  }

  #step(): void {
    this.#readings = 0;
    try {
      this.#lane.ask("sleep", { ms: STEP_MS });
    } catch {
      // a signal has come
    }
  }
}
