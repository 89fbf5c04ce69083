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
