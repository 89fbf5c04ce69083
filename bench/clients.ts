import { Server, ServerCredentials, type handleUnaryCall } from "@grpc/grpc-js";
import { ModalClient } from "modal";
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import { knownMethods } from "../src/server/protocol/methods.ts";
import { app, noop } from "./app.ts";
import { compareMs, microseconds, perSecond, type Row } from "./measure.ts";

const CALLS = 100;
const AT_ONCE = 32;
const TOKENS = { tokenId: "ak-bench", tokenSecret: "as-bench" };

type Call = () => Promise<unknown>;

/** Functions called by Modal's own client: in this process against our own handle, and by gRPC against a bare server. */
export async function clientRows(): Promise<Row[]> {
  await using world = await Emulator.start({ threads: 1 });
  await world.deploy(app);
  const byGrpc = await grpcRows(world); // first: as soon as a client is in this process, all code here pays to ask for the time
  return [await inProcessRow(world), ...byGrpc];
}

async function inProcessRow(world: Emulator): Promise<Row> {
  const fn = await (await modalClient(world)).functions.fromName("bench", "noop");
  const client = (): Promise<void> => inTurn(() => fn.remote([1]));
  const own = (): Promise<void> => world.within(() => inTurn(() => noop.remote(1)));
  for (let round = 0; round < 30; round++) await Promise.all([client(), own()]);
  const { ours, peer, ratio } = await compareMs(41, client, own);
  return {
    what: "`remote()` of a no-op by Modal's own client, in process, warm",
    ours: microseconds(ours / CALLS),
    peer: microseconds(peer / CALLS),
    note: `${ratio.toFixed(2)}x \`remote()\` of our own handle, 1 thread`,
  };
}

async function grpcRows(world: Emulator): Promise<Row[]> {
  await using listener = await world.listen();
  const bare = await bareServer();
  try {
    const [ours, peer] = [await remoteAt(listener.url), await remoteAt(bare.url)];
    for (let round = 0; round < 20; round++) await Promise.all([inTurn(ours), inTurn(peer)]);
    const one = await compareMs(
      21,
      () => inTurn(ours),
      () => inTurn(peer),
    );
    const many = await compareMs(
      21,
      () => atOnce(ours),
      () => atOnce(peer),
    );
    const note = "a bare server of grpc-js that answers the same two RPCs";
    return [
      {
        what: "`remote()` of a no-op by Modal's own client, by gRPC, warm",
        ours: microseconds(one.ours / CALLS),
        peer: microseconds(one.peer / CALLS),
        note: `${one.ratio.toFixed(2)}x ${note}`,
      },
      {
        what: `\`remote()\` of a no-op by gRPC, ${AT_ONCE} in flight`,
        ours: perSecond(CALLS * 4, many.ours),
        peer: perSecond(CALLS * 4, many.peer),
        note: `${(1 / many.ratio).toFixed(2)}x the throughput of ${note}`,
      },
    ];
  } finally {
    bare.close();
  }
}

/** A client that knows no world. */
async function remoteAt(url: string): Promise<Call> {
  process.env["MODAL_SERVER_URL"] = url;
  const fn = await new ModalClient(TOKENS).functions.fromName("bench", "noop");
  delete process.env["MODAL_SERVER_URL"];
  return () => fn.remote([1]);
}

/** Answers what a client asks for on its way to a result, always alike. */
async function bareServer(): Promise<{ readonly url: string; close(): void }> {
  const answers: Readonly<Record<string, object>> = {
    authTokenGet: { token: "e30.eyJleHAiOjI1MzQwMjIxNDQwMH0.e30" },
    functionGet: { functionId: "fu-1", handleMetadata: { supportedInputFormats: [4] } },
    functionMap: { functionCallId: "fc-1", pipelinedInputs: [{ idx: 0, inputJwt: "1" }] },
    functionGetOutputs: { outputs: [{ dataFormat: 4, result: { status: 1, data: new Uint8Array([1]) } }] },
  };
  const server = new Server();
  for (const { name, path, encode } of knownMethods().values()) {
    const answer = answers[name];
    if (!answer) continue;
    const asIs = (bytes: Buffer): Buffer => bytes;
    const bytes = Buffer.from(encode(answer));
    const answerIt: handleUnaryCall<Buffer, Buffer> = (_call, callback) => callback(null, bytes);
    server.register(path, answerIt, asIs, asIs, "unary");
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { url: `http://127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

async function inTurn(call: Call): Promise<void> {
  for (let time = 0; time < CALLS; time++) await call();
}

async function atOnce(call: Call): Promise<void> {
  let left = CALLS * 4;
  const work = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
