import { spawn } from "node:child_process";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { BroadcastChannel, MessageChannel } from "node:worker_threads";
import { brotliCompress, createGzip, gunzip, gzip } from "node:zlib";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("real-work");

const squeeze = app.function(async function squeeze(text: string) {
  const packed = await promisify(gzip)(text);
  const brotli = await promisify(brotliCompress)(text);
  let streamed = 0;
  await pipeline(
    Array.from({ length: 5 }, () => text),
    createGzip(),
    async (chunks) => {
      for await (const chunk of chunks) streamed += (chunk as Buffer).length;
    },
  );
  const web = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  return {
    text: (await promisify(gunzip)(packed)).toString(),
    isSmaller: [brotli.length, streamed, web.byteLength].every((size) => size < text.length),
    now: Date.now(),
  };
});

const message = app.function(async function message(times: number) {
  const { port1, port2 } = new MessageChannel();
  const pong = new Promise<number>((resolve) => {
    port1.on("message", (count: number) => (count < times ? port1.postMessage(count + 1) : resolve(count)));
    port2.on("message", (count: number) => port2.postMessage(count + 1));
  });
  port1.postMessage(0);
  const said = await pong;
  port1.close();
  const [speaker, listener] = [
    new BroadcastChannel("modal-emulator-test"),
    new BroadcastChannel("modal-emulator-test"),
  ];
  const heard = new Promise((resolve) => {
    listener.addEventListener("message", resolve, { once: true });
  });
  speaker.postMessage("hello");
  await heard;
  speaker.close();
  listener.close();
  return { said, now: Date.now() };
});

const leave = app.function(async function leave() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  child.unref();
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  return child.kill();
});

test("time passes beside a child process that its parent does not wait for (unref)", async () => {
  await using world = await Emulator.start({ threads: 1, realIoLimitMs: 200 });
  expect(await world.run(app, () => leave.remote())).toBe(true);
});

describe("time stands still", () => {
  const start = Date.parse("2026-01-01T00:00:00Z");
  for (const threads of [0, 1]) {
    test(`while zlib compresses, with ${threads} threads`, async () => {
      await using world = await Emulator.start({ threads });
      const text = "again and ".repeat(20_000);
      expect(await world.run(app, () => squeeze.remote(text))).toEqual({ text, isSmaller: true, now: start });
    });

    test(`while messages are on their way through ports, with ${threads} threads`, async () => {
      await using world = await Emulator.start({ threads });
      expect(await world.run(app, () => message.remote(9))).toEqual({ said: 9, now: start });
    });
  }
});
