import { App, batched } from "modal-emulator";

export const app = new App("bench-batches");

export const one = app.function({}, async function one(x: number) {
  return x;
});

export const many = app.function(
  {},
  batched({ maxBatchSize: 100, waitMs: 0 }, async function many(numbers: number[]) {
    return numbers;
  }),
);
