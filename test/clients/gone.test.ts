import { once } from "node:events";
import { connect } from "node:http2";
import { App } from "modal-emulator";
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, encode, RawClient, rpc } from "./raw-client.js";

const app = new App("gone");
const slow = app.function({}, async function slow() {
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
});
const blocked = app.function({}, async function blocked() {});

let world: Emulator;
let client: RawClient;
let ids: Record<string, string> = {};

beforeEach(async () => {
  ids = {};
  world = await Emulator.start({ threads: 0 });
  await world.deploy(app);
  client = new RawClient((await world.listen()).port);
  const made = async (name: string, message: object): Promise<void> => {
    for (const [key, id] of Object.entries((await ask(client, name, message)).answer))
      if (typeof id === "string") ids[key] = id;
  };
  await made("QueueGetOrCreate", { objectCreationType: 5 });
  await made("FunctionGet", { appName: "gone", objectTag: "slow" });
  const input = { args: Buffer.from([0x82, 0x80, 0xa0]), dataFormat: 4 };
  await made("FunctionMap", { ...ids, functionCallType: 1, pipelinedInputs: [{ idx: 0, input }] });
  await made("AppGetOrCreate", { appName: "sandboxes", objectCreationType: 1 });
  const definition = { timeoutSecs: 86_400, entrypointArgs: ["sleep", "infinity"] };
  await made("SandboxCreateV2", { ...ids, definition });
  await ask(client, "TaskExecStart", { ...ids, execId: "1", commandArgs: ["cat"], stdoutConfig: 1, stderrConfig: 1 });
});
afterEach(async () => {
  client[Symbol.dispose]();
  await world.close();
});

/** Lets `leave` happen while a call waits in the world, and checks that nothing of it is left. */
async function expectNothingLeft(method: string, start: () => () => unknown): Promise<void> {
  const release = Promise.withResolvers<void>();
  world.mock(blocked, async () => {
    await release.promise; // real, so that no time passes
  });
  const blocking = world.within(() => blocked.remote());
  const arrived = Promise.withResolvers<void>();
  world.faults.rpc(method, {
    optional: true,
    when: () => {
      arrived.resolve();
      return false;
    },
  });
  const before = world.clock.now();
  const leave = start();
  await arrived.promise;
  await ask(client, "EnvironmentList", {}); // by then it waits
  await leave();
  await ask(client, "EnvironmentList", {}); // by then the server has heard
  release.resolve();
  await blocking;
  for (let time = 0; time < 10; time++) await ask(client, "EnvironmentList", {}); // whoever waits lets time pass
  expect(world.clock.now()).toBe(before);
}

const WAITS: readonly (readonly [string, object])[] = [
  ["QueueGet", { nValues: 1, timeout: 50 }],
  ["QueueNextItems", { itemPollTimeout: 50 }],
  ["FunctionGetOutputs", { timeout: 55, lastEntryId: "0-0" }],
  ["SandboxWaitV2", { timeout: 55 }],
  ["AppGetLogs", { timeout: 55 }],
  ["SandboxGetLogs", { timeout: 55, fileDescriptor: 1 }],
  ["SandboxStdioReadV2", {}],
  ["TaskExecWait", { execId: "1" }],
  ["TaskExecStdioRead", { execId: "1" }],
];

describe("a client that goes away leaves nothing waiting, and no time passes for it:", () => {
  test.each(WAITS)("%s is cancelled", async (name, message) => {
    const { path, request } = rpc(name);
    await expectNothingLeft(name, () => {
      const asIs = (bytes: Buffer): Buffer => bytes;
      const bytes = Buffer.from(encode(request, { ...ids, ...message }));
      const call = client.client.makeServerStreamRequest(path, asIs, asIs, bytes);
      const ended = new Promise((resolve) => call.on("status", resolve));
      call.on("error", () => undefined).resume();
      return async () => {
        call.cancel();
        await ended;
      };
    });
  });

  test.each(WAITS)("the connection of %s is cut", async (name, message) => {
    const { path, request } = rpc(name);
    const bytes = encode(request, { ...ids, ...message });
    await expectNothingLeft(name, () => {
      const session = connect(client.client.getChannel().getTarget().replace("dns:", "http://"));
      session.on("error", () => undefined);
      const stream = session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc" });
      stream.on("error", () => undefined).resume();
      const header = Buffer.alloc(5);
      header.writeUInt32BE(bytes.length, 1);
      stream.end(Buffer.concat([header, bytes]));
      return async () => {
        const closed = once(session, "close");
        session.destroy();
        await closed;
      };
    });
  });

  test("a stream of input that was not ended", async () => {
    const { path, request } = rpc("TaskExecStdinWriteStream");
    await expectNothingLeft("TaskExecStdinWriteStream", () => {
      const asIs = (bytes: Buffer): Buffer => bytes;
      const call = client.client.makeClientStreamRequest(path, asIs, asIs, () => undefined);
      const ended = new Promise((resolve) => call.on("status", resolve));
      call.on("error", () => undefined);
      call.write(Buffer.from(encode(request, { start: { ...ids, execId: "1", offset: 0 } })));
      call.write(Buffer.from(encode(request, { data: Buffer.from("half a line") })));
      return async () => {
        call.cancel();
        await ended;
      };
    });
    // what has come was written, and more may come
    const { answer } = await ask(client, "TaskExecStdinStatus", { ...ids, execId: "1" });
    expect(answer).toEqual({ numBytesWritten: 11, closed: false });
  });

  test.each(WAITS.filter(([name]) => !name.startsWith("TaskExec") && name !== "SandboxStdioReadV2"))(
    "%s in process",
    async (name, message) => {
      const { cpClient } = await modalClient(world);
      const method = `${name.charAt(0).toLowerCase()}${name.slice(1)}` as "queueGet";
      await expectNothingLeft(name, () => {
        const aborting = new AbortController();
        const call = cpClient[method]({ ...ids, ...message }, { signal: aborting.signal });
        const ended = settled(call);
        return async () => {
          aborting.abort();
          expect(await ended).toMatch(/abort/i);
        };
      });
    },
  );
});

/** What a call, or the first piece of a stream, is rejected with. */
async function settled(call: Promise<unknown> | AsyncIterable<unknown>): Promise<string> {
  try {
    if (Symbol.asyncIterator in call) for await (const _ of call);
    else await call;
    return "it was answered";
  } catch (error) {
    return String(error);
  }
}

test("what a client that is gone was to get is there for the next one", async () => {
  const { queueId } = ids;
  const { path, request } = rpc("QueueGet");
  await expectNothingLeft("QueueGet", () => {
    const asIs = (bytes: Buffer): Buffer => bytes;
    const bytes = Buffer.from(encode(request, { queueId, nValues: 1, timeout: 50 }));
    const call = client.client.makeUnaryRequest(path, asIs, asIs, bytes, () => undefined);
    return () => call.cancel();
  });
  await ask(client, "QueuePut", { queueId, values: [Buffer.from([0x80, 4, 0x4b, 7, 0x2e])], partitionTtlSeconds: 60 });
  expect((await ask(client, "QueueLen", { queueId })).answer).toEqual({ len: 1 });
  expect(slow).toBeDefined();
});
