import { openSync, readFile, writeFileSync, writeSync } from "node:fs";
import { devNull } from "node:os";
import { App, enter, method, parameter } from "modal-emulator";

export const app = new App("held-up");

/** Never waits. */
function spin(begun: string): never {
  console.log("spinning");
  writeFileSync(begun, "");
  for (;;);
}

export const body = app.function(async function body(begun: string) {
  spin(begun);
});

export const later = app.function(async function later(begun: string) {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  spin(begun);
});

export const jobs = app.function(async function jobs(begun: string) {
  console.log("spinning");
  writeFileSync(begun, "");
  for (;;) await Promise.resolve();
});

export const inTimer = app.function(async function inTimer(begun: string) {
  await new Promise(() => setTimeout(spin, 1000, begun));
});

export const inTick = app.function(async function inTick(begun: string) {
  await new Promise(() => process.nextTick(spin, begun));
});

export const inCallback = app.function(async function inCallback(begun: string) {
  await new Promise(() => readFile(import.meta.filename, () => spin(begun)));
});

export const asleep = app.function(async function asleep(begun: string) {
  console.log("spinning");
  writeFileSync(begun, "");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});

export const Started = app.cls(
  {},
  class Started {
    begun = parameter({ type: "string" });
    load = enter(() => spin(this.begun));
    run = method(async () => "never");
  },
);

export const entrypoint = app.localEntrypoint(async function entrypoint(begun: string) {
  await Promise.resolve();
  spin(begun);
});

/** Opens a file when everyone has heard of the process's end, as a thread does that begins then. */
export const opensLast = app.localEntrypoint(async function opensLast(begun: string) {
  process.emit = new Proxy(process.emit, {
    apply: (emit, self, event: unknown[]) => {
      const isHeard: unknown = Reflect.apply(emit, self, event);
      if (event[0] === "exit") writeSync(1, `descriptor ${openSync(devNull, "r")}\n`);
      return isHeard;
    },
  });
  await Promise.resolve();
  spin(begun);
});
