import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import dgram from "node:dgram";
import { EventEmitterAsyncResource, once } from "node:events";
import fs from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerformanceObserver, monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { BroadcastChannel, MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("idle-handles");

type Close = () => unknown;

async function listening<S extends net.Server>(server: S): Promise<S> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function bound(): Promise<dgram.Socket> {
  const socket = dgram.createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

/** As pools of threads have them: a thread that is unreferenced, and a port of its own that is while there is work. */
async function pooled(): Promise<{ worker: Worker; port: MessagePort }> {
  const code = `require("node:worker_threads").parentPort.once("message", ({ port }) => port.on("message", (n) => {
    for (let spin = 0; spin < 1e8; spin++);
    port.postMessage(n + 1);
  }))`;
  const worker = new Worker(code, { eval: true });
  const { port1: port, port2 } = new MessageChannel();
  worker.postMessage({ port: port2 }, [port2]);
  port.on("message", () => undefined);
  worker.unref();
  return { worker, port };
}

const idle: Record<string, () => Close | Promise<Close>> = {
  "a bound socket for datagrams": async () => {
    const socket = await bound();
    return () => socket.close();
  },
  "one that is connected": async () => {
    const [socket, other] = [await bound(), await bound()];
    socket.connect(other.address().port, "127.0.0.1");
    await once(socket, "connect");
    return () => void (socket.close(), other.close());
  },
  "one that is unreferenced": async () => {
    const socket = (await bound()).unref();
    return () => socket.close();
  },
  "a server": async () => {
    const server = await listening(net.createServer());
    return () => server.close();
  },
  "a server on a path": async () => {
    const directory = fs.mkdtempSync(join(tmpdir(), "modal-emulator-"));
    const server = net.createServer().listen(join(directory, "socket"));
    await once(server, "listening");
    return () => server.close(() => fs.rmdirSync(directory));
  },
  "an HTTP/2 session": async () => {
    const server = await listening(http2.createServer());
    const session = http2.connect(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
    await once(session, "remoteSettings");
    return () => void (session.destroy(), server.close());
  },
  "a watched directory": () => {
    const watcher = fs.watch(tmpdir());
    return () => watcher.close();
  },
  "a watched file": () => {
    fs.watchFile(process.execPath, () => undefined);
    return () => fs.unwatchFile(process.execPath);
  },
  "a directory watched by an iterator": () => {
    const ended = new AbortController();
    const next = fs.promises.watch(tmpdir(), { signal: ended.signal })[Symbol.asyncIterator]().next();
    next.catch(() => undefined);
    return () => ended.abort();
  },
  "a port": () => {
    const { port1 } = new MessageChannel();
    port1.on("message", () => undefined);
    return () => port1.close();
  },
  "a broadcast channel": () => {
    const channel = new BroadcastChannel("modal-emulator-idle");
    channel.addEventListener("message", () => undefined);
    return () => channel.close();
  },
  "an unreferenced thread": async () => {
    const worker = new Worker("require('node:worker_threads').parentPort.on('message', () => {})", { eval: true });
    await once(worker, "online");
    worker.unref();
    return () => worker.terminate();
  },
  "an idle pool of threads": async () => {
    const { worker, port } = await pooled();
    port.unref();
    return () => worker.terminate();
  },
  "a port in this thread beside one": async () => {
    const { worker, port } = await pooled();
    port.unref();
    const { port1, port2 } = new MessageChannel();
    port1.on("message", () => undefined);
    port2.on("message", () => undefined);
    return () => void (port1.close(), worker.terminate());
  },
  "a line reader": () => {
    const lines = createInterface({ input: new PassThrough() });
    return () => lines.close();
  },
  "an open file": async () => {
    const file = await fs.promises.open(process.execPath);
    return () => file.close();
  },
  "observers of performance": () => {
    const observer = new PerformanceObserver(() => undefined);
    observer.observe({ entryTypes: ["gc"] });
    const delay = monitorEventLoopDelay();
    delay.enable();
    return () => void (observer.disconnect(), delay.disable());
  },
  "a named asynchronous resource": () => {
    const resource = new AsyncResource("DatabasePool");
    const emitter = new EventEmitterAsyncResource({ name: "Queue" });
    return () => [resource, emitter].forEach((each) => each.emitDestroy());
  },
  "a function that is bound to its context": () => {
    const bindings = [AsyncResource.bind(function bindMe() {}), AsyncLocalStorage.bind(function bindMeToo() {})];
    return () => bindings.length;
  },
};

const passes = app.function(async function passes(kind: string) {
  const close = await idle[kind]?.();
  const began = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  await close?.();
  return Date.now() - began;
});

const pool = app.function(async function pool() {
  const { worker, port } = await pooled();
  const answers: unknown[] = [];
  for (const n of [1, 10]) {
    port.ref();
    const answered = once(port, "message") as Promise<unknown[]>;
    port.postMessage(n);
    const late = new Promise<unknown[]>((resolve) => setTimeout(() => resolve(["late"]), 1));
    answers.push((await Promise.race([answered, late]))[0]);
    port.unref();
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
  await worker.terminate();
  return answers;
});

const exchange = app.function(async function exchange(times: number) {
  const [client, server] = [await bound(), await bound()];
  server.on("message", (text, { port, address }) => server.send(`re: ${String(text)}`, port, address));
  const answers: string[] = [];
  for (let n = 0; n < times; n++) {
    const answered = once(client, "message") as Promise<[Buffer]>;
    client.send(`${n}`, server.address().port, server.address().address);
    const late = new Promise<[string]>((resolve) => setTimeout(() => resolve(["late"]), 1));
    answers.push(String((await Promise.race([answered, late]))[0]));
  }
  client.send("nobody answers", 9, client.address().address);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  client.close();
  server.close();
  return answers;
});

describe.each([{ threads: 0 }, { threads: 1 }])("with %o", ({ threads }) => {
  test.each(Object.keys(idle))("time passes beside %s", async (kind) => {
    await using world = await Emulator.start({ threads, realIoLimitMs: 5000 });
    expect(await world.run(app, () => passes.remote(kind))).toBe(60_000);
  });

  test("time stands still while a thread of a pool works", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => pool.remote())).toEqual([2, 11]);
  });

  test("time stands still while a datagram is on its way, and while it is answered", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => exchange.remote(3))).toEqual(["re: 0", "re: 1", "re: 2"]);
  });
});
