import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";
import { fuzzedWorld, WORKS } from "./fuzzed-world.js";
import { messages } from "./random-messages.js";
import { encode, rpcs, type Ending, type RawClient, type Rpc } from "./raw-client.js";

const UNKNOWN = 2;
const INTERNAL = 13;
/** What an error says that nobody has thought of. */
const UNFORESEEN = /is not a function|is not iterable|undefined|\[object|Cannot (read|set|convert)|at .*\.js:\d/;

const anyRpc = fc.constantFrom(...rpcs);
const anyBytes = fc.uint8Array({ maxLength: 40 });

async function send(client: RawClient, { path, requestStream }: Rpc, bytes: Uint8Array): Promise<Ending> {
  return requestStream ? client.callWith(path, [bytes]) : client.call(path, bytes);
}

function expectForeseen({ code, details }: Ending): void {
  expect([UNKNOWN, INTERNAL], details).not.toContain(code);
  expect(details).not.toMatch(UNFORESEEN);
}

test("every method takes messages with random values in their fields", { timeout: SEARCH_LIMIT_MS }, async () => {
  await using fuzzed = await fuzzedWorld();
  for (const rpc of rpcs)
    await fc.assert(
      fc.asyncProperty(messages(rpc.request, fuzzed.vocabulary), async (message) => {
        expectForeseen(await send(fuzzed.client, rpc, encode(rpc.request, message)));
      }),
      { numRuns: searchSize(20, 0.02), seed: 1 },
    );
  expect(await fuzzed.works()).toEqual(WORKS);
});

test("every method takes random bytes", { timeout: SEARCH_LIMIT_MS }, async () => {
  await using fuzzed = await fuzzedWorld();
  await fc.assert(
    fc.asyncProperty(anyRpc, anyBytes, async (rpc, bytes) => {
      expectForeseen(await send(fuzzed.client, rpc, bytes));
    }),
    { numRuns: searchSize(1000), seed: 2 },
  );
  expect(await fuzzed.works()).toEqual(WORKS);
});

test("every method takes messages that were damaged on their way", { timeout: SEARCH_LIMIT_MS }, async () => {
  await using fuzzed = await fuzzedWorld();
  const damaged = anyRpc.chain((rpc) =>
    fc.record({
      rpc: fc.constant(rpc),
      bytes: messages(rpc.request, fuzzed.vocabulary).map((message) => encode(rpc.request, message)),
      at: fc.nat(),
      byte: fc.nat(255),
      cut: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(damaged, async ({ rpc, bytes, at, byte, cut }) => {
      const sent = new Uint8Array(bytes);
      if (sent.length > 0) sent[at % sent.length] = byte;
      expectForeseen(await send(fuzzed.client, rpc, cut ? sent.subarray(0, at % (sent.length + 1)) : sent));
    }),
    { numRuns: searchSize(500), seed: 3 },
  );
  expect(await fuzzed.works()).toEqual(WORKS);
});

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** A frame of HTTP/2 of any type, with any flags, for any of a few streams. */
const frame = fc
  .record({ type: fc.nat(10), flags: fc.nat(255), stream: fc.nat(5), body: anyBytes })
  .map(({ type, flags, stream, body }) => {
    const header = Buffer.alloc(9);
    header.writeUIntBE(body.length, 0, 3);
    header.writeUInt8(type, 3);
    header.writeUInt8(flags, 4);
    header.writeUInt32BE(stream, 5);
    return Buffer.concat([header, body]);
  });

test("the port takes random bytes, and random frames of HTTP/2", { timeout: SEARCH_LIMIT_MS }, async () => {
  await using fuzzed = await fuzzedWorld();
  const sent = fc.oneof(
    anyBytes.map((bytes) => Buffer.from(bytes)),
    anyBytes.map((bytes) => Buffer.concat([PREFACE, bytes])),
    fc.array(frame, { maxLength: 8 }).map((frames) => Buffer.concat([PREFACE, ...frames])),
  );
  await fc.assert(
    fc.asyncProperty(sent, async (bytes) => {
      const socket = connect(fuzzed.port, "127.0.0.1");
      socket.on("error", () => undefined); // it may be cut off
      socket.resume();
      const closed = once(socket, "close");
      socket.end(bytes);
      await closed;
    }),
    { numRuns: searchSize(200), seed: 4 },
  );
  expect(await fuzzed.works()).toEqual(WORKS);
});

test("streams of HTTP/2 with random headers and bodies", { timeout: SEARCH_LIMIT_MS }, async () => {
  await using fuzzed = await fuzzedWorld();
  const connect = (): ReturnType<typeof connectHttp2> => {
    const made = connectHttp2(`http://127.0.0.1:${fuzzed.port}`);
    return made.on("error", () => undefined);
  };
  let session = connect();
  const headers = fc.record(
    {
      ":method": fc.constantFrom("POST", "GET", "PUT"),
      ":path": fc.oneof(
        anyRpc.map(({ path }) => path),
        fc.constantFrom("/", "/a", "/a/b", "/unknown", "//", "/__proto__"),
      ),
      "content-type": fc.constantFrom("application/grpc", "application/grpc+proto", "text/plain", ""),
      te: fc.constantFrom("trailers"),
      "grpc-timeout": fc.constantFrom("1S", "0n", "x", "99999999H"),
      "grpc-encoding": fc.constantFrom("identity", "gzip", "deflate", "zzz"),
      "x-retry-attempt": fc.constantFrom("1", "-1", "NaN", ""),
      "x-idempotency-key": fc.constantFrom("", "a"),
      "x-modal-libmodal-version": fc.constantFrom("modal-js/0.11.1"),
    },
    { requiredKeys: [":method", ":path"] },
  );
  const body = fc.oneof(
    anyBytes,
    anyBytes.map((bytes) => Buffer.concat([Buffer.from([0, 0, 0, 0, bytes.length]), bytes])),
    anyBytes.map((bytes) => Buffer.concat([Buffer.from([1, 0, 0, 0, bytes.length]), bytes])),
  );
  await fc.assert(
    fc.asyncProperty(headers, body, fc.boolean(), async (given, bytes, isCut) => {
      if (session.closed || session.destroyed) session = connect(); // Node ends one with too many streams that were cut
      const stream = session.request(given, { endStream: false });
      stream.on("error", () => undefined);
      stream.resume();
      const closed = new Promise<void>((resolve) => void stream.once("close", () => resolve()));
      if (isCut) {
        stream.write(bytes);
        stream.close();
      } else stream.end(bytes);
      await closed;
    }),
    { numRuns: searchSize(300), seed: 5 },
  );
  session.destroy();
  expect(await fuzzed.works()).toEqual(WORKS);
});
