import { setTimeout as sleep } from "node:timers/promises";
import { App, asgiApp, concurrent, wsgiApp } from "modal-emulator";

/** What one request, or one input of a plain function, does step by step. */
export type WebStep =
  | { readonly kind: "sleep"; readonly ms: number }
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "chance" }
  | { readonly kind: "write"; readonly size: number }
  | { readonly kind: "fail" }
  | { readonly kind: "exit" }
  | { readonly kind: "call"; readonly steps: WebProgram }
  | { readonly kind: "request"; readonly site: Site; readonly steps: WebProgram; readonly then: "read" | "leave" };

export type WebProgram = readonly WebStep[];

/** Which of the web functions gets a request; they differ in kind and options. */
export type Site = "fetcher" | "noder" | "hasty";

export const app = new App("web-interpreter");

let requestsSeen = 0;

/** Runs a program; `write` gets what the answer consists of. */
async function interpret(steps: WebProgram, write: (piece: Uint8Array<ArrayBuffer>) => unknown): Promise<unknown[]> {
  const results: unknown[] = [++requestsSeen];
  for (const step of steps) {
    const result = await perform(step, write);
    results.push(result);
    await write(new TextEncoder().encode(`${JSON.stringify(result) ?? "-"}\n`));
  }
  return results;
}

async function perform(step: WebStep, write: (piece: Uint8Array<ArrayBuffer>) => unknown): Promise<unknown> {
  switch (step.kind) {
    case "sleep":
      await sleep(step.ms);
      return Date.now();
    case "log":
      return console.log(step.text, Date.now());
    case "chance":
      return [Math.random(), crypto.randomUUID()];
    case "write":
      return write(new Uint8Array(step.size).fill(46));
    case "fail":
      throw new RangeError("out of tea");
    case "exit":
      if (requestsSeen % 3 === 2) process.exit(3);
      return "stayed";
    case "call":
      return outcome(() => worker.remote(step.steps));
    case "request":
      return outcome(async () => asked(fetch, (await SITES[step.site].getWebUrl()) ?? "", step.steps, step.then));
  }
}

async function outcome(body: () => Promise<unknown>): Promise<unknown> {
  try {
    return await body();
  } catch (error) {
    return String(error);
  }
}

/** Sends a program to a site. */
export async function asked(
  send: typeof fetch,
  url: string,
  steps: WebProgram,
  then: "read" | "leave",
): Promise<unknown> {
  const response = await send(url, { method: "POST", body: JSON.stringify(steps) });
  if (then === "read") return [response.status, await response.text()];
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return [response.status, value?.length];
}

export const worker = app.function({ timeoutMs: 60_000 }, async function worker(steps: WebProgram): Promise<unknown[]> {
  return interpret(steps, () => undefined);
});

const handler = async (request: Request): Promise<Response> => {
  const steps = (await request.json()) as WebProgram;
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  void interpret(steps, (piece) => writer.write(piece)).then(
    () => writer.close(),
    (error: unknown) => writer.abort(error),
  );
  return new Response(readable);
};

const fetcher = app.function(
  { timeoutMs: 60_000, maxContainers: 3 },
  asgiApp(function fetcher() {
    return {
      fetch: handler,
      websocket: {
        open: (peer) => void peer.send("welcome"),
        async message(peer, message) {
          await sleep(Number(message.text()));
          peer.send(`${message.text()} ${Date.now()} ${Math.random()}`);
        },
      },
    };
  }),
);
const noder = app.function(
  { timeoutMs: 60_000 },
  concurrent(
    { maxInputs: 3 },
    wsgiApp(function noder() {
      return async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const steps = JSON.parse(Buffer.concat(chunks).toString()) as WebProgram;
        await interpret(steps, (piece) => {
          if (!response.write(piece) && !response.closed)
            return new Promise((resolve) => {
              response.once("drain", resolve);
              response.once("close", resolve);
            });
          return undefined;
        });
        response.end();
      };
    }),
  ),
);
const hasty = app.function(
  { timeoutMs: 1000, scaledownWindowMs: 2000, singleUseContainers: true },
  asgiApp(function hasty() {
    return handler;
  }),
);

export const SITES = { fetcher, noder, hasty };
