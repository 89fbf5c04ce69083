import type { CallTable } from "./call-table.js";
import type { WasmMemory } from "./wasm-memory.js";

const DAY_MS = 86_400_000;

/** Calls for dates: the time zone of a container is UTC. */
export function localTimeCalls(memory: WasmMemory): CallTable {
  const put = (time: number, to: number): void => {
    const date = new Date(time);
    const year = date.getUTCFullYear();
    const fields = [
      date.getUTCSeconds(),
      date.getUTCMinutes(),
      date.getUTCHours(),
      date.getUTCDate(),
      date.getUTCMonth(),
      year - 1_900,
      date.getUTCDay(),
      Math.floor((time - Date.UTC(year, 0, 1)) / DAY_MS),
      0, // no daylight saving time
      0, // seconds from UTC
    ];
    for (const [index, field] of fields.entries()) memory.putInt(field, to + index * 4);
  };
  const told = (time: bigint, to: number): void => put(Number(time) * 1_000, to);
  return {
    _gmtime_js: told,
    _localtime_js: told,
    _mktime_js: (at: number) => {
      const [seconds = 0, minutes = 0, hours = 0, day = 0, month = 0, year = 0] = [0, 1, 2, 3, 4, 5].map((index) =>
        memory.int(at + index * 4),
      );
      const time = new Date(0);
      time.setUTCFullYear(year + 1_900, month, day);
      time.setUTCHours(hours, minutes, seconds);
      if (Number.isNaN(time.getTime())) return -1n;
      put(time.getTime(), at);
      return BigInt(time.getTime() / 1_000);
    },
  };
}
