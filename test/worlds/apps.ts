import { App, type AnyFunction, type FunctionCall } from "modal-emulator";

export const app = new App("worlds");

export const double = app.function(async function double(x: number): Promise<number> {
  return 2 * x;
});

export const wait = app.function(async function wait(ms: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
});

export const never = app.function(async function never(): Promise<void> {
  await new Promise(() => {});
});

export const tick = app.function(async function* tick(n: number) {
  for (let i = 0; i < n; i++) {
    yield i;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
});

export const echo = app.function(async function echo(value: unknown): Promise<unknown> {
  return value;
});

/** Keeps what it is given, as code with a cache would. */
const kept: unknown[] = [];
export const callHandle = app.function(
  { maxContainers: 1 },
  async function callHandle(handle: AnyFunction, x: number): Promise<unknown> {
    kept.push(handle);
    return Promise.all(kept.map((each) => (each as typeof double).remote(x)));
  },
);

export const getCall = app.function(async function getCall(call: FunctionCall<number>): Promise<number> {
  return call.get();
});
