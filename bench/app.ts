import { App } from "modal-emulator";

export const app = new App("bench");

export const noop = app.function({}, async function noop(x?: number) {
  return x;
});

export const echo = app.function({}, async function echo(bytes: Uint8Array) {
  return bytes;
});

export const cold = app.function({ singleUseContainers: true }, async function cold() {});

export const nap = app.function({ timeoutMs: 7_200_000 }, async function nap(_index: number) {
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
});
