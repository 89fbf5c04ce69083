import { App, isLocal } from "modal-emulator";

export const app = new App("calls-while-imported");

export const double = app.function({}, async function double(x: number) {
  return 2 * x;
});

if (!isLocal()) await double.remote(1);
