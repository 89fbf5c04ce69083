import { App, isLocal } from "modal-emulator";

export const endless = new App("endless");

export const fromEndless = endless.function(async function fromEndless(): Promise<string> {
  return "never";
});

if (!isLocal()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
