import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HeardText } from "../support/heard-text.js";
import { startServing, type ServeProcess } from "../support/serve-process.js";

// The fixture in a process of its own, without a line changed, against `serve --grpc` in another one.

let world: ServeProcess;
let service: Program;
let url = "";

interface Program extends AsyncDisposable {
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

function start(file: string, env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [file], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const heard = new HeardText();
  let all = "";
  for (const output of [child.stdout, child.stderr])
    output.setEncoding("utf8").on("data", (text: string) => {
      all += text;
      heard.write(text);
    });
  const ended = once(child, "close");
  const isOver = ended.then(([code]) => Promise.reject(new Error(`It ended with ${code}:\n${all}`)));
  isOver.catch(() => undefined);
  return {
    until: (pattern) => heard.until(pattern, isOver),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}

beforeAll(async () => {
  world = startServing("--grpc", "0", "--virtual", "--threads", "1", "fixtures/client-service/modal-app.ts");
  const env: Record<string, string> = { PORT: "0" };
  for (const name of ["SERVER_URL", "TOKEN_ID", "TOKEN_SECRET", "CONFIG_PATH"]) {
    const [, value = ""] = await world.until(new RegExp(` {2}export MODAL_${name}=(\\S+)\\n`));
    env[`MODAL_${name}`] = value;
  }
  service = start("fixtures/client-service/main.ts", env);
  [, url = ""] = await service.until(/Listening at (\S+)\n/);
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const post = (path: string, body?: string): Promise<Response> =>
  fetch(`${url}${path}`, { method: "POST", ...(body !== undefined && { body }) });

test("it calls functions", async () => {
  const answer = await post("/summaries", JSON.stringify({ text: "a b c d", words: 2 }));
  expect([answer.status, await answer.json()]).toEqual([200, { summary: "a b", words: 2 }]);
});

test("it says what failed there", async () => {
  const answer = await post("/summaries", JSON.stringify({ text: " " }));
  const error = expect.stringContaining("there is nothing to summarize") as unknown;
  expect([answer.status, await answer.json()]).toEqual([422, { error }]);
});

test("it puts into queues", async () => {
  expect((await post("/uploads/tea")).status).toBe(204);
});

test("it runs scripts in sandboxes", async () => {
  const answer = await post("/scripts", "seq 3 | paste -sd+; exit 4");
  expect([answer.status, await answer.json()]).toEqual([200, { output: "1+2+3\n", code: 4 }]);
});
