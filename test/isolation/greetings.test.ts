import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const app = new App("greetings");

interface Places {
  readonly port: number;
  readonly path: string;
  readonly silent: number;
}

/** The next line, unless virtual time passes. */
async function hear(socket: Socket): Promise<string> {
  const late = new Promise<[string]>((resolve) => setTimeout(() => resolve(["late"]), 1000));
  return String((await Promise.race([once(socket, "data") as Promise<[Buffer]>, late]))[0]).trim();
}

const deliver = app.function(async function deliver(...where: NetConnectOpts[]) {
  const heard: string[] = [];
  for (const options of where) {
    const socket = connect(options);
    await once(socket, "connect");
    heard.push(await hear(socket));
    socket.write("HELO\r\n");
    heard.push(await hear(socket));
    socket.destroy();
  }
  return heard;
});
const greetEach = app.function(async function greetEach(port: number, times: number) {
  return Promise.all(Array.from({ length: times }, () => hear(connect(port, "127.0.0.1"))));
});
const listen = app.function(async function listen(port: number, isReferenced: boolean) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  if (!isReferenced) socket.unref();
  const began = Date.now();
  const heard = await hear(socket);
  socket.destroy();
  return [heard, Date.now() - began];
});

let servers: Worker;
let places: Places;
beforeAll(async () => {
  servers = new Worker(new URL("./parts/greeting-servers.mjs", import.meta.url));
  [places] = (await once(servers, "message")) as [Places];
});
afterAll(async () => {
  servers.postMessage("end");
  await once(servers, "exit");
});

describe.each([{ threads: 0 }, { threads: 1 }, { isolation: "inline" as const }])("with %o", (options) => {
  test("time stands still until a server that speaks first has greeted", async () => {
    await using world = await Emulator.start(options);
    const { port, path } = places;
    await world.run(app, async () => {
      const expected = ["220 ready", "250 HELO"];
      expect(await deliver.remote({ port, host: "127.0.0.1" }, { port, host: "localhost" }, { path })).toEqual([
        ...expected,
        ...expected,
        ...expected,
      ]);
      expect(await greetEach.remote(port, 5)).toEqual(Array.from({ length: 5 }, () => "220 ready"));
    });
  });

  test("time moves on beside a connection on which nobody says anything", async () => {
    await using world = await Emulator.start({ ...options, realIoLimitMs: 10_000 });
    await world.run(app, async () => {
      expect(await listen.remote(places.silent, true)).toEqual(["late", 1000]);
    });
  });

  test("and does not wait for one that is unreferenced", async () => {
    await using world = await Emulator.start({ ...options, realIoLimitMs: 500 });
    await world.run(app, async () => {
      expect(await listen.remote(places.silent, false)).toEqual(["late", 1000]);
    });
  });
});
