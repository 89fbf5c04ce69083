import { probeAll } from "./probe.ts";

const kinds = {
  thread1: { threads: 1 },
  thread0: { threads: 0 },
  thread: { threads: 1, isolation: "thread" },
  inline: { threads: 1, isolation: "inline" },
  bundle: { threads: 1, bundle: true },
} as const;
console.log(JSON.stringify(await probeAll(kinds), null, 1));
