import { App } from "modal-emulator";
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unpickle } from "../../src/server/values/unpickle.js";
import { ask, encode, RawClient, rpc } from "./raw-client.js";

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;

const app = new App("bad-input");
app.function({}, async function square(x: number) {
  return x * x;
});

let world: Emulator;
let client: RawClient;
let functionId: string;

beforeAll(async () => {
  world = await Emulator.start({ threads: 0 });
  await world.deploy(app);
  const { port } = await world.listen();
  client = new RawClient(port);
  const { answer } = await ask(client, "FunctionGet", { appName: "bad-input", objectTag: "square" });
  functionId = String(answer["functionId"]);
});
afterAll(async () => {
  client[Symbol.dispose]();
  await world.close();
});

describe("what nobody knows", () => {
  const paths = ["/modal.client.ModalClient/Nonsense", "/modal.client.Other/AppList", "/x", "/__proto__"];
  for (const path of paths)
    test(`${path} is refused by its name, with the versions of clients that are known`, async () => {
      const { code, details } = await client.call(path, new Uint8Array());
      expect({ code, details }).toEqual({
        code: UNIMPLEMENTED,
        details: `${path} is not emulated. This emulator was tried with modal-js 0.11.1; docs/clients.md lists what it answers.`,
      });
    });

  test("also as a stream of the client's, and often", async () => {
    for (let time = 0; time < 50; time++) {
      const { code, details } = await client.callWith(`/a/B${time}`, [new Uint8Array(3), new Uint8Array(0)]);
      expect([code, details.startsWith(`/a/B${time} is not emulated.`)]).toEqual([UNIMPLEMENTED, true]);
    }
  });

  test("methods of the protocol that are not emulated say the same", async () => {
    const { code, details } = await ask(client, "FunctionCallPutDataIn", {}).catch(() => ({ code: 0, details: "" }));
    expect([0, UNIMPLEMENTED], details).toContain(code);
  });
});

describe("what cannot be read", () => {
  test("a message", async () => {
    const { code, details } = await client.call(rpc("QueueGet").path, Buffer.from([0x0a, 0xff]));
    expect(code).toBe(INVALID_ARGUMENT);
    expect(details).toMatch(/^The request of \/modal\.client\.ModalClient\/QueueGet cannot be read: /);
  });

  test("no message at all", async () => {
    expect(await client.callWith(rpc("QueueGet").path, [])).toMatchObject({ code: UNIMPLEMENTED }); // gRPC says so by itself
    const { code, details } = await client.callWith(rpc("TaskExecStdinWriteStream").path, [Buffer.from([0xff])]);
    expect([code, details]).toEqual([
      INVALID_ARGUMENT,
      expect.stringContaining("TaskExecStdinWriteStream cannot be read: "),
    ]);
  });

  const input = (args: Uint8Array, dataFormat = 4): object => ({
    functionId,
    functionCallType: 1,
    pipelinedInputs: [{ idx: 0, input: { args, dataFormat } }],
  });
  test.each([
    ["that ends too early", [0x82, 0x81], "What was sent is not CBOR: "],
    ["with more behind it", [0x80, 0x80], "What was sent is not CBOR: "],
    [
      "that is no list",
      [0x01],
      "Arguments are sent as a list with a list of positional and an object of keyword arguments.",
    ],
    ["that is empty", [], "What was sent is not CBOR: "],
  ])("CBOR %s", async (_what, bytes, message) => {
    const { code, details } = await ask(client, "FunctionMap", input(Buffer.from(bytes)));
    expect([code, details]).toEqual([INVALID_ARGUMENT, expect.stringContaining(message)]);
  });

  test("arguments in another format, and in none", async () => {
    for (const format of [0, 1, 77]) {
      const { code, details } = await ask(client, "FunctionMap", input(Buffer.from([0x80]), format));
      expect([code, details]).toEqual([INVALID_ARGUMENT, expect.stringContaining("take arguments as CBOR")]);
    }
    expect(await ask(client, "FunctionMap", { functionId, functionCallType: 1 })).toMatchObject({
      code: INVALID_ARGUMENT,
      details: "A call of a client has one input.",
    });
  });

  test.each([
    ["that is empty", [], "What was sent is no pickle: it ends too early."],
    ["that ends too early", [0x80, 4, 0x8c, 5, 1], "What was sent is no pickle: it ends too early."],
    ["of an instance of a class", [0x80, 4, 0x63, 0x2e], "something other than basic values: operation 0x63"],
    ["of nothing", [0x80, 4, 0x2e], "What was sent is no pickle: it takes more than there is."],
    ["that refers to nothing", [0x80, 4, 0x68, 9, 0x2e], "it refers to what was not there."],
    ["of text that is none", [0x80, 4, 0x8c, 1, 0xff, 0x2e], "What was sent is no pickle: "],
  ])("a pickle %s", async (_what, bytes, message) => {
    const { answer } = await ask(client, "QueueGetOrCreate", { objectCreationType: 5 });
    const { queueId } = answer;
    const { code, details } = await ask(client, "QueuePut", { queueId, values: [Buffer.from(bytes)] });
    expect([code, details]).toEqual([INVALID_ARGUMENT, expect.stringContaining(message)]);
    expect((await ask(client, "QueueLen", { queueId })).answer).toEqual({ len: 0 });
  });

  test("a pickle whose lists hold themselves, or each other many times, comes back as it went", async () => {
    const { answer } = await ask(client, "QueueGetOrCreate", { objectCreationType: 5 });
    const itself = [0x80, 4, 0x5d, 0x94, 0x68, 0, 0x61, 0x2e];
    const doubling = [0x80, 4, 0x5d, 0x94]; // 2 to the power of 40 in all
    for (let level = 1; level < 40; level++) doubling.push(0x5d, 0x94, 0x68, level - 1, 0x61, 0x68, level - 1, 0x61);
    const values = [itself, [...doubling, 0x2e]].map((bytes) => Buffer.from(bytes));
    expect(await ask(client, "QueuePut", { ...answer, values, partitionTtlSeconds: 60 })).toMatchObject({ code: 0 });
    const got = await ask(client, "QueueGet", { ...answer, nValues: 2, timeout: 1 });
    expect(got).toMatchObject({ code: 0 });
    const [self, large] = (got.answer["values"] as Buffer[]).map((bytes) => unpickle(bytes)) as [unknown[], unknown[]];
    expect(self[0]).toBe(self);
    expect(large[0]).toBe(large[1]);
  });

  test("a partition that is no text", async () => {
    const { answer } = await ask(client, "QueueGetOrCreate", { objectCreationType: 5 });
    const { code, details } = await ask(client, "QueueLen", { ...answer, partitionKey: Buffer.from([0xff]) });
    expect([code, details]).toEqual([INVALID_ARGUMENT, expect.stringContaining("encoded data")]);
  });
});

describe("what is not there", () => {
  test.each([
    ["QueueLen", { queueId: "qu-1" }],
    ["QueueGet", { queueId: "", nValues: 1 }],
    [
      "FunctionMap",
      {
        functionId: "fu-1",
        functionCallType: 1,
        pipelinedInputs: [{ input: { args: Buffer.from([0x82, 0x80, 0xa0]), dataFormat: 4 } }],
      },
    ],
    ["FunctionGetOutputs", { functionCallId: "fc-1", timeout: 55 }],
    ["FunctionGet", { appName: "bad-input", objectTag: "cube" }],
    ["AppGetInfo", { appId: "ap-1" }],
    ["AppGetLogs", { appId: "ap-1", timeout: 55 }],
    ["VolumeDelete", { volumeId: "vo-1" }],
    ["SecretDelete", { secretId: "st-1" }],
    ["SandboxWaitV2", { sandboxId: "sb-1", timeout: 55 }],
    ["SandboxTerminate", { sandboxId: "sb-1" }],
    ["ImageFromId", { imageId: "im-1" }],
    ["TaskExecStart", { taskId: "ta-1", execId: "1", commandArgs: ["ls"] }],
    ["TaskExecWait", { taskId: "ta-1", execId: "1" }],
    ["TaskExecStdioRead", { taskId: "ta-1", execId: "1" }],
  ])("%s", async (name, message) => {
    const { code, details } = await ask(client, name, message);
    expect([code, details]).toEqual([NOT_FOUND, expect.stringMatching(/\w/)]);
  });

  test("an id of something else", async () => {
    const { code, details } = await ask(client, "QueueLen", { queueId: functionId });
    expect([[INVALID_ARGUMENT, NOT_FOUND].includes(code), details]).toEqual([
      true,
      expect.stringContaining(functionId),
    ]);
  });
});

describe("what is too large", () => {
  const TOO_LARGE = 100 * 1024 * 1024;

  test("a message of more than 100 MiB, over gRPC", async () => {
    const bytes = Buffer.alloc(TOO_LARGE + 1);
    const { code, details } = await client.call(rpc("QueuePut").path, bytes);
    expect([code, details]).toEqual([RESOURCE_EXHAUSTED, "Received message larger than max (104857601 vs 104857600)"]);
    expect((await ask(client, "EnvironmentList", {})).code).toBe(0);
  });

  test("a message of more than 100 MiB, in process", async () => {
    const modal = await modalClient(world);
    const queue = await modal.queues.ephemeral();
    await expect(
      modal.cpClient.queueLen({ queueId: queue.queueId, partitionKey: new Uint8Array(TOO_LARGE) }),
    ).rejects.toThrow(
      /RESOURCE_EXHAUSTED: The message has 1048\d+ bytes: the most that Modal's clients send and take is 104857600/,
    );
    await queue.put(1);
    expect(await queue.get()).toBe(1);
    queue.closeEphemeral();
  });
});

describe("headers", () => {
  const path = rpc("EnvironmentList").path;

  test("none are needed, and wrong ones do no harm", async () => {
    const wrong = { "x-retry-attempt": "many", "x-modal-client-type": "-1", "x-idempotency-key": "" };
    for (const headers of [{}, wrong]) expect((await client.call(path, new Uint8Array(), headers)).code).toBe(0);
  });

  test("a client of another version is let in, and that is said once", async () => {
    const warnings: string[] = [];
    const hear = (warning: Error): number => warnings.push(warning.message);
    process.on("warning", hear);
    try {
      for (const version of ["modal-js/9.9.9", "modal-go/0.9.0", "modal-js/9.9.9", "?", "modal-js/0.11.1"])
        expect((await client.call(path, new Uint8Array(), { "x-modal-libmodal-version": version })).code).toBe(0);
      await new Promise(setImmediate); // they come a tick later
    } finally {
      process.off("warning", hear);
    }
    expect(warnings).toEqual(
      ["modal-js/9.9.9", "modal-go/0.9.0", "?"].map(
        (version) =>
          `A client says that it is ${version}. This emulator was tried with modal-js 0.11.1: what others ask for may be missing.`,
      ),
    );
  });
});

test("a request encoded by hand goes through", async () => {
  const { path, request } = rpc("QueueGetOrCreate");
  expect((await client.call(path, encode(request, { objectCreationType: 5 }))).code).toBe(0);
});
