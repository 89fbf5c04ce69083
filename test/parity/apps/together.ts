import { setTimeout as sleep } from "node:timers/promises";
import { App, batched, concurrent, currentInputId } from "modal-emulator";

export const app = new App("together");

let calls = 0;

export const double = app.function({ maxContainers: 1 }, batched({ maxBatchSize: 4, waitMs: 100 }, async function double(numbers: number[]): Promise<{ twice: number; of: number; call: number }[]> {
  calls++;
  return numbers.map((number) => ({ twice: 2 * number, of: numbers.length, call: calls }));
}));

export const joined = app.function({}, batched({ maxBatchSize: 3, waitMs: 10 }, async function joined(names: string[], numbers: number[]): Promise<string[]> {
  return names.map((name, index) => `${name}${numbers[index]}/${currentInputId()}`);
}));

export const wrong = app.function({}, batched({ maxBatchSize: 2, waitMs: 10 }, function wrong(kinds: string[]): string[] {
  if (kinds[0] === "throw") throw new RangeError("no");
  return (kinds[0] === "list" ? "text" : ["one"]) as string[];
}));

export const slow = app.function({ maxContainers: 1, timeoutMs: 5000 }, batched({ maxBatchSize: 2, waitMs: 0 }, async function slow(seconds: number[]): Promise<number[]> {
  await sleep(1000 * Math.max(...seconds));
  return seconds;
}));

export const flaky = app.function({ retries: 1, maxContainers: 1 }, batched({ maxBatchSize: 2, waitMs: 10 }, async function flaky(names: string[]): Promise<string[]> {
  calls++;
  if (calls === 1) throw new Error("first");
  return names;
}));

let running = 0;

export const together = app.function({ maxContainers: 1 }, concurrent({ maxInputs: 3 }, async function together(ms: number): Promise<{ most: number; own: boolean; id: string | undefined }> {
  const id = currentInputId();
  const most = ++running;
  await sleep(ms);
  running--;
  return { most, own: id === currentInputId(), id };
}));

export const targeted = app.function({ maxContainers: 2 }, concurrent({ maxInputs: 3, targetInputs: 2 }, async function targeted(ms: number): Promise<number> {
  const most = ++running;
  await sleep(ms);
  running--;
  return most;
}));

export const batchesAtOnce = app.function({ maxContainers: 1 }, concurrent({ maxInputs: 2 }, batched({ maxBatchSize: 2, waitMs: 0 }, async function batchesAtOnce(numbers: number[]): Promise<string[]> {
  const most = ++running;
  await sleep(100);
  running--;
  return numbers.map((number) => `${number}:${numbers.length}:${most}`);
})));
