import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { App } from "modal-emulator";
import { next, reset } from "counter";
import { shout } from "innocent";

export const app = new App("doctor");

/** Chance and time, but the world's. */
export const draw = app.function({ retries: 4 }, async function draw(player: string): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1000 * Math.random()));
  if (Math.random() < 0.3) throw new Error("the machine jammed");
  return shout(`${player} ${crypto.randomUUID()} ${Date.now()}`);
});

export const echo = app.function(async function echo(value: unknown): Promise<unknown> {
  return value;
});

export const count = app.function({ singleUseContainers: true }, async function count(): Promise<number> {
  return next();
});

export const counts = app.function(async function* counts(n: number) {
  for (let i = 0; i < n; i++) {
    yield next();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
});

export const resetCount = app.function(async function resetCount(): Promise<void> {
  reset();
});

export const pollute = app.function(async function pollute(): Promise<void> {
  const shared = Array.prototype as { seen?: number };
  shared.seen = (shared.seen ?? 0) + 1;
  console.log(`seen ${shared.seen} times`);
});

export const ask = app.function(async function ask(url: string): Promise<string> {
  return (await fetch(url)).text();
});

export const dieOnce = app.function(async function dieOnce(file: string): Promise<string> {
  if (existsSync(file)) return "alive";
  writeFileSync(file, "");
  const { endThread } = await import("../support/end-thread.js");
  endThread();
  return "never";
});

export const tally = app.function(async function tally(): Promise<number> {
  return (createRequire(import.meta.url)("./linked/tally.cjs") as { tally(): number }).tally();
});

export const append = app.function(async function append(file: string): Promise<number> {
  appendFileSync(file, "x");
  return readFileSync(file).length;
});
