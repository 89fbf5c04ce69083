import { setTimeout as sleep } from "node:timers/promises";
import { App, batched, concurrent, currentInputId, enter, method, parameter } from "modal-emulator";

export const app = new App("together");

let calls = 0;

export const double = app.function(
  { maxContainers: 1 },
  batched({ maxBatchSize: 4, waitMs: 100 }, async function double(numbers: number[]): Promise<
    { twice: number; of: number; call: number }[]
  > {
    calls++;
    return numbers.map((number) => ({ twice: 2 * number, of: numbers.length, call: calls }));
  }),
);

export const joined = app.function(
  {},
  batched({ maxBatchSize: 3, waitMs: 10 }, async function joined(names: string[], numbers: number[]): Promise<
    string[]
  > {
    return names.map((name, index) => `${name}${numbers[index]}/${currentInputId()}`);
  }),
);

export const wrong = app.function(
  {},
  batched({ maxBatchSize: 2, waitMs: 10 }, function wrong(kinds: string[]): string[] {
    if (kinds[0] === "throw") throw new RangeError("no");
    return (kinds[0] === "list" ? "text" : ["one"]) as string[];
  }),
);

export const slow = app.function(
  { maxContainers: 1, timeoutMs: 5000 },
  batched({ maxBatchSize: 2, waitMs: 0 }, async function slow(seconds: number[]): Promise<number[]> {
    await sleep(1000 * Math.max(...seconds));
    return seconds;
  }),
);

const napping = app.function({}, async function napping(ms: number): Promise<void> {
  await sleep(ms);
});

/** Waits for a call of its own. */
export const delegating = app.function(
  { maxContainers: 1 },
  batched({ maxBatchSize: 2, waitMs: 0 }, async function delegating(numbers: number[]): Promise<number[]> {
    try {
      await napping.remote(60_000);
    } finally {
      console.log("interrupted");
    }
    return numbers;
  }),
);

export const flaky = app.function(
  { retries: 1, maxContainers: 1 },
  batched({ maxBatchSize: 2, waitMs: 10 }, async function flaky(names: string[]): Promise<string[]> {
    calls++;
    if (calls === 1) throw new Error("first");
    return names;
  }),
);

let running = 0;

export const together = app.function(
  { maxContainers: 1 },
  concurrent({ maxInputs: 3 }, async function together(ms: number): Promise<{
    most: number;
    own: boolean;
    id: string | undefined;
  }> {
    const id = currentInputId();
    const most = ++running;
    await sleep(ms);
    running--;
    return { most, own: id === currentInputId(), id };
  }),
);

/** Waits in a way that nobody interrupts. */
export const stubborn = app.function(
  { maxContainers: 1 },
  concurrent({ maxInputs: 2 }, async function stubborn(ms: number): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return ms;
  }),
);

export const targeted = app.function(
  { maxContainers: 2 },
  concurrent({ maxInputs: 3, targetInputs: 2 }, async function targeted(ms: number): Promise<number> {
    const most = ++running;
    await sleep(ms);
    running--;
    return most;
  }),
);

export const batchesAtOnce = app.function(
  { maxContainers: 1 },
  concurrent(
    { maxInputs: 2 },
    batched({ maxBatchSize: 2, waitMs: 0 }, async function batchesAtOnce(numbers: number[]): Promise<string[]> {
      const most = ++running;
      await sleep(100);
      running--;
      return numbers.map((number) => `${number}:${numbers.length}:${most}`);
    }),
  ),
);

export const Server = app.cls(
  { maxContainers: 2 },
  concurrent(
    { maxInputs: 3 },
    class Server {
      size = parameter({ default: "s" });
      running = 0;
      #entered = 0;
      load = enter(() => void this.#entered++);
      serve = method(async (ms: number) => {
        const id = currentInputId();
        const most = ++this.running;
        await sleep(ms);
        this.running--;
        return { most, entered: this.#entered, own: id === currentInputId(), id };
      });
      other = method(async (ms: number) => (await this.serve.local(ms)).most);
    },
  ),
);

export const Embedder = app.cls(
  { retries: 1, maxContainers: 1 },
  class Embedder {
    scale = parameter({ default: 10 });
    calls = 0;
    embed = batched({ maxBatchSize: 3, waitMs: 50 }, async (texts: string[], extra: number[]) => {
      this.calls++;
      if (texts.includes("throw")) throw new RangeError(`call ${this.calls}`);
      return texts.map((text, index) => `${text}:${this.scale}:${extra[index]}:${texts.length}`);
    });
  },
);

export const Lone = app.cls(
  { maxContainers: 1 },
  class Lone {
    double = method(async (numbers: number[]): Promise<number[]> =>
      [...numbers].map((number) => number * 2 + 100 * numbers.length),
    );
  },
);
export const Several = app.cls(
  {},
  class Several {
    one = method(async () => 1);
    two = method(async () => 2);
  },
);
export const Streams = app.cls(
  {},
  class Streams {
    items = method(async function* () {
      yield 1;
    });
  },
);

export const plain = app.function({ maxContainers: 1 }, async function plain(numbers: number[]): Promise<string[]> {
  const most = ++running;
  await sleep(100);
  running--;
  return [...numbers].map((number) => `${number}:${most}`);
});
