import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { App } from "modal-emulator";

export const app = new App("spinning");

export const spins = app.function(async function spins() {
  console.log("spinning");
  for (;;);
});

/** Writes before and after real work that takes as long as whoever answers likes. */
export const waits = app.function(async function waits(url: string) {
  console.log("asking");
  await fetch(url);
  console.error("answered");
});

/** Never waits until there is a file, and fails then. */
export const spinsUntil = app.function(async function spinsUntil(begun: string, file: string) {
  console.log("spinning");
  writeFileSync(begun, "");
  while (!existsSync(file));
  throw new Error("too late");
});

/** The same with a process. */
export const runs = app.function(async function runs(begun: string) {
  console.log("running");
  const process = spawn("sh", ["-c", 'touch "$0"; exec cat', begun]);
  await once(process, "exit");
});
