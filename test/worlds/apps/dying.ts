import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { App } from "modal-emulator";
import { endThread } from "../../support/end-thread.js";

export const app = new App("lane-death");

export const die = app.function(async function die(): Promise<void> {
  endThread();
});
export const square = app.function(async function square(n: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return n * n;
});
export const dieLater = app.function(async function dieLater(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  endThread();
});
/** Ends its thread whenever somebody connects. */
export const trap = app.function({ scaledownWindowMs: 3_600_000 }, async function trap(): Promise<number> {
  const server = createServer(endThread);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
});
export const hoard = app.function(async function hoard(): Promise<void> {
  const all: unknown[] = [];
  for (let n = 0; ; n++) all.push({ n });
});
