import { App, isLocal, Retries } from "modal-emulator";

/** A module that cannot be evaluated in containers. */
export const app = new App("broken-import");

export const never = app.function({}, async function never() {
  return "never";
});

export const retried = app.function({ retries: new Retries({ maxRetries: 2 }) }, async function retried() {
  return "never";
});

export const warm = app.function({ minContainers: 2 }, async function warm() {
  return "never";
});

if (!isLocal()) throw new RangeError("the model file is missing");
