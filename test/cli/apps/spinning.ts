import { spawn } from "node:child_process";
import { once } from "node:events";
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

/** Makes a file, and waits for a process that does not end. */
export const runs = app.function(async function runs(begun: string) {
  console.log("running");
  const process = spawn("sh", ["-c", 'touch "$0"; exec cat', begun]);
  await once(process, "exit");
});
