import { App, method, parameter } from "modal-emulator";

export const app = new App("client-programs");

export const square = app.function({}, async function square(n: number) {
  console.log("square", n);
  return n * n;
});

export const nap = app.function({ maxContainers: 1, timeoutMs: 3000 }, async function nap(n: number) {
  await new Promise((resolve) => setTimeout(resolve, n * 1000));
  return [Date.now(), Math.random()];
});

export const fail = app.function({ retries: 1 }, async function fail(n: number) {
  if (n % 2 === 1) throw new RangeError(`not ${n}`);
  return "fine";
});

export const Counter = app.cls(
  { maxContainers: 2 },
  class Counter {
    start = parameter({ default: 0 });
    count = 0;
    next = method(async () => this.start + ++this.count);
  },
);
