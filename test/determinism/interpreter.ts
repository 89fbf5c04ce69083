import { App, Retries, type Function_ } from "modal-emulator";
import type { Pool, Program, Step } from "./program.js";

export const app = new App("interpreter");

let inputsSeen = 0;

/** Runs a program; its result says in what order things happened. */
async function interpret(steps: Program): Promise<unknown[]> {
  inputsSeen++;
  const results: unknown[] = [inputsSeen];
  for (const step of steps) results.push(await perform(step));
  return results;
}

async function perform(step: Step): Promise<unknown> {
  switch (step.kind) {
    case "sleep":
      await new Promise((resolve) => setTimeout(resolve, step.ms));
      return Date.now();
    case "log":
      return console.log(step.text, Date.now());
    case "chance":
      return [Math.random(), crypto.randomUUID()];
    case "fail":
      throw new RangeError(step.message);
    case "failOnce":
      if (inputsSeen % 2 === 1) throw new Error("not yet");
      return "now";
    case "call":
      return outcome(FUNCTIONS[step.pool].remote(step.steps));
    case "spawn": {
      const call = await FUNCTIONS[step.pool].spawn(step.steps);
      if (step.then === "forget") return "forgotten";
      if (step.then === "cancel") await call.cancel();
      return outcome(call.get());
    }
    case "map": {
      const results: unknown[] = [];
      for await (const result of FUNCTIONS[step.pool].map(step.inputs, {
        orderOutputs: step.ordered,
        returnExceptions: true,
      }))
        results.push(result);
      return results;
    }
    case "together":
      return Promise.all(step.branches.map((branch) => outcome(interpret(branch))));
    case "exit":
      if (inputsSeen % 3 === 2) process.exit(3);
      return "stayed";
  }
}

async function outcome(result: Promise<unknown>): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    return String(error);
  }
}

const wide = app.function({ name: "wide", timeoutMs: 60_000 }, interpret);
const narrow = app.function({ name: "narrow", maxContainers: 2, bufferContainers: 1, timeoutMs: 60_000 }, interpret);
const retried = app.function(
  { name: "retried", retries: new Retries({ maxRetries: 2 }), timeoutMs: 60_000 },
  interpret,
);
const hasty = app.function(
  { name: "hasty", timeoutMs: 1000, scaledownWindowMs: 2000, singleUseContainers: true },
  interpret,
);

export const FUNCTIONS: Readonly<Record<Pool, Function_<[Program], Promise<unknown[]>>>> = {
  wide,
  narrow,
  retried,
  hasty,
};
