// Modal: docs/modal/web-endpoints.md#requests
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { App, asgiApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("uploads-of-files");

/** Counts what it gets, and has a timer of its own, for which time could pass. */
const size = app.function(
  {},
  asgiApp(function size() {
    setInterval(() => undefined, 1000).unref();
    return async (request: Request) => {
      let bytes = 0;
      for await (const piece of request.body ?? []) bytes += (piece as Uint8Array).length;
      return new Response(String(bytes));
    };
  }),
);

const BYTES = 5_000_000;

describe.each([0, 1])("threads: %i", (threads) => {
  test("no time passes for a request whose body is read from the disk, or comes from elsewhere", async () => {
    using folder = fs.mkdtempDisposableSync(join(tmpdir(), "uploads-"));
    const file = join(folder.path, "file");
    fs.writeFileSync(file, Buffer.alloc(BYTES));
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const began = world.clock.now();
      const url = await size.getWebUrl();
      const bodies = [
        await fs.openAsBlob(file),
        Readable.toWeb(fs.createReadStream(file)) as ReadableStream,
        ReadableStream.from(slowly()),
      ];
      const sent = bodies.map(async (body) => {
        const response = await world.fetch(url, { method: "POST", body, duplex: "half" });
        return [response.status, Number(await response.text())];
      });
      expect(await Promise.all(sent)).toEqual([
        [200, BYTES],
        [200, BYTES],
        [200, 30],
      ]);
      expect(world.clock.now()).toBe(began);
    });
  });

  test("but for whoever waits for time meanwhile, and for a client that waits for an answer first", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const url = await size.getWebUrl();
      const asked = world.fetch(url, { method: "POST", body: readable, duplex: "half" });
      await writer.write(new Uint8Array(10));
      const began = world.clock.now();
      await world.clock.advance(5000);
      expect(world.clock.now() - began).toBe(5000);
      await writer.close();
      expect(await (await asked).text()).toBe("10");
      const stuck = await world.fetch(url, { method: "POST", body: new ReadableStream(), duplex: "half" });
      expect(stuck.status).toBe(504); // nothing comes, so that time passes to the limit
    });
  });
});

/** Pieces between which everything gets its turn that is there to be done. */
async function* slowly(): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < 3; piece++) {
    for (let turn = 0; turn < 200; turn++) await setImmediate();
    yield new Uint8Array(10);
  }
}
