import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { Encoder } from "cbor-x";
import { pickle } from "../../src/server/values/pickle.js";
import { ask, RawClient } from "./raw-client.js";
import type { Vocabulary } from "./random-messages.js";

export const app = new App("fuzzed");
const square = app.function({ timeoutMs: 5000 }, async function square(x: number) {
  return x * x;
});

const encoder = new Encoder({ useRecords: false, tagUint8Array: false });
const argumentsOf = (...args: unknown[]): Uint8Array => encoder.encode([args, {}]);

/** A world with one thing of each kind, a client that may send it anything, and the words that mean something in it. */
export interface FuzzedWorld extends AsyncDisposable {
  readonly world: Emulator;
  readonly port: number;
  readonly client: RawClient;
  readonly vocabulary: Vocabulary;
  /** Whether the world does what it did before: a call, a queue, a command in a sandbox. */
  works(): Promise<unknown>;
}

const SANDBOX = { timeoutSecs: 86_400, entrypointArgs: ["sleep", "infinity"] };
const STATUS = { functionCallType: 1, functionCallInvocationType: 3 };

export async function fuzzedWorld(): Promise<FuzzedWorld> {
  const world = await Emulator.start({ threads: 0, seed: 1 });
  await world.deploy(app);
  void square;
  const listener = await world.listen();
  const client = new RawClient(listener.port);
  const make = async (name: string, message: object, field: string): Promise<string> => {
    const { answer, details } = await ask(client, name, message);
    if (typeof answer[field] !== "string") throw new Error(`${name}: ${details}`);
    return answer[field];
  };
  const functionId = await make("FunctionGet", { appName: "fuzzed", objectTag: "square" }, "functionId");
  const input = { args: argumentsOf(3), dataFormat: 4 };
  const call = { functionId, ...STATUS, pipelinedInputs: [{ idx: 0, input }] };
  const callId = await make("FunctionMap", call, "functionCallId");
  const named = { deploymentName: "thing", objectCreationType: 1 };
  const queueId = await make("QueueGetOrCreate", named, "queueId");
  const volumeId = await make("VolumeGetOrCreate", named, "volumeId");
  const secretId = await make("SecretGetOrCreate", { ...named, envDict: { A: "1" } }, "secretId");
  const appId = await make("AppGetOrCreate", { appName: "sandboxes", objectCreationType: 1 }, "appId");
  const definition = { appId, definition: SANDBOX };
  const sandboxId = await make("SandboxCreateV2", definition, "sandboxId");
  const other = await make("SandboxCreate", definition, "sandboxId");
  const image = { appId, image: { dockerfileCommands: ["FROM debian:12"] } };
  const imageId = await make("ImageGetOrCreate", image, "imageId");
  const taskId = sandboxId.replace("sb-", "ta-");
  await make("TaskExecStart", { taskId, execId: "e-1", commandArgs: ["cat"] }, "").catch(() => undefined);
  const meant = {
    ...{ functionId, functionCallId: callId, functionCallJwt: callId, queueId, volumeId, secretId, appId, sandboxId },
    ...{ imageId, taskId, execId: "e-1", appName: "fuzzed", objectTag: "square", credentialsSecretId: secretId },
  };
  const texts = [
    ...Object.values(meant),
    `${callId}:0`,
    other,
    "",
    "thing",
    "/",
    "/tmp/x",
    "FROM debian:12",
    "ls",
    "0-0",
  ];
  const bytes = [
    argumentsOf(3),
    argumentsOf("x"),
    pickle([1, "a"]),
    new Uint8Array(),
    new TextEncoder().encode("/tmp"),
  ];
  return {
    world,
    port: listener.port,
    client,
    vocabulary: { meant, texts, bytes },
    async works() {
      const spawned = await ask(client, "FunctionMap", call);
      const { functionCallId } = spawned.answer;
      const got = await ask(client, "FunctionGetOutputs", { functionCallId, timeout: 55 });
      const fresh = await ask(client, "QueueGetOrCreate", { objectCreationType: 5 });
      const of = { queueId: fresh.answer["queueId"] };
      const put = await ask(client, "QueuePut", { ...of, values: [pickle("x")], partitionTtlSeconds: 60 });
      const len = await ask(client, "QueueLen", of);
      const made = await ask(client, "SandboxCreateV2", {
        ...definition,
        definition: { ...SANDBOX, entrypointArgs: ["true"] },
      });
      const ended = await ask(client, "SandboxWaitV2", { sandboxId: made.answer["sandboxId"], timeout: 55 });
      return {
        calls: [spawned.details, got.details, (got.answer["outputs"] as unknown[] | undefined)?.length],
        queue: [put.details, len.answer["len"]],
        sandbox: [made.details, (ended.answer["result"] as { status?: number } | null | undefined)?.status],
      };
    },
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      await world.close();
    },
  };
}

export const WORKS = { calls: ["OK", "OK", 1], queue: ["OK", 1], sandbox: ["OK", 1] };
