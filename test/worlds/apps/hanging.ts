import { execFile, execSync } from "node:child_process";
import { promisify } from "node:util";
import { App, Retries } from "modal-emulator";

export const app = new App("watchdog");
export const wait = app.function(async function wait(n: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return n;
});

function loop(): never {
  while (true) {}
}

/** Hangs, but leaves the processor to others. */
function block(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Ways of never coming back, some of them after a while. */
export const ways: Readonly<Record<string, () => unknown>> = {
  loop,
  "regular expression": () => /^(a+)+$/.test(`${"a".repeat(60)}b`),
  "blocked thread": block,
  "blocking child process": () => execSync("sleep 2"),
  "loop after a call": async () => {
    await wait.remote(0);
    block();
  },
  microtasks: async () => {
    while (true) await Promise.resolve();
  },
  "end of the process": () => {
    process.on("exit", block);
    process.exit();
  },
};
export const hang = app.function(async function hang(way: string): Promise<void> {
  await ways[way]?.();
});
export const poll = app.function(async function poll(): Promise<void> {
  await wait.remote(0);
  for (const end = Date.now() + 1000; Date.now() < end;) await Promise.resolve();
});
export const hangAt = app.function(async function hangAt(n: number): Promise<number> {
  await wait.remote(n);
  if (n === 23) block();
  return n;
});
export const hangTwice = app.function(
  { retries: new Retries({ maxRetries: 2 }) },
  async function hangTwice(): Promise<string> {
    const answer = await (await fetch("http://oracle/")).text();
    if (answer === "hang") block();
    return answer;
  },
);
export const count = app.function({ isGenerator: true }, async function* count(to: number) {
  for (let n = 0; n < to; n++) {
    if (n === 1500) await new Promise((resolve) => setTimeout(resolve, 1000));
    yield n;
  }
});
export const inline = app.function({ isolation: "inline" }, async function inline(): Promise<string[]> {
  const outcomes = await Promise.allSettled([hang.remote("blocked thread"), wait.remote(1)]);
  return outcomes.map(({ status }) => status);
});
export const alone = app.function({ isolation: "thread" }, async function alone(way: string): Promise<string> {
  await ways[way]?.();
  return way;
});
export const patient = app.function(async function patient(): Promise<number> {
  await promisify(execFile)("sleep", ["2.5"]);
  return Date.now();
});
