import { App, Retries } from "modal-emulator";

export const app = new App("work");

export const draw = app.function(async function draw(): Promise<number> {
  return Math.random();
});

export const sleep = app.function(async function sleep(): Promise<string> {
  console.log("good night\nsleep well");
  await new Promise((resolve) => setTimeout(resolve, 90_000));
  console.error("good morning");
  return "slept";
});

export const flaky = app.function(
  { retries: new Retries({ maxRetries: 2, initialDelayMs: 1000 }) },
  async function flaky(): Promise<void> {
    throw new Error("no luck");
  },
);

export const wait = app.function(async function wait(ms: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
});

export const count = app.function(async function* count() {
  yield 1;
});

export const bytes = app.function(async function bytes(): Promise<Uint8Array> {
  return new Uint8Array([0, 255, 10]);
});

export const record = app.function(async function record() {
  return { list: [1, 2], when: new Date(0), big: 12n, seen: new Set(["a"]) };
});

export const whereAmI = app.function(async function whereAmI() {
  return process.env.MODAL_ENVIRONMENT;
});

export async function batch(): Promise<void> {
  const done: number[] = [];
  for await (const ms of wait.map([1000, 2000, 3000])) done.push(ms);
  console.log(`done: ${done.join(" ")}`);
  console.warn("that is all");
}
app.localEntrypoint(batch);

app.localEntrypoint(async function silent() {
  await draw.remote();
});

app.localEntrypoint(async function answer() {
  return { answer: 42 };
});
