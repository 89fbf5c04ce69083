import buffer from "node:buffer";
import cluster from "node:cluster";
import dns from "node:dns";
import { EventEmitter, setMaxListeners } from "node:events";
import http from "node:http";
import https from "node:https";
import inspector from "node:inspector";
import { builtinModules } from "node:module";
import net from "node:net";
import os from "node:os";
import stream from "node:stream";
import tls from "node:tls";
import util from "node:util";
import v8 from "node:v8";
import threads from "node:worker_threads";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { MODULE_SETTINGS } from "../../src/emulator/lanes/surroundings/module-settings.js";

const app = new App("module-settings");

const read = (): Record<string, unknown> => ({
  order: dns.getDefaultResultOrder(),
  family: net.getDefaultAutoSelectFamily(),
  attempt: net.getDefaultAutoSelectFamilyAttemptTimeout(),
  bytes: stream.getDefaultHighWaterMark(false),
  objects: stream.getDefaultHighWaterMark(true),
  tls: [tls.DEFAULT_CIPHERS, tls.DEFAULT_ECDH_CURVE, tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION].join(" "),
  http: [http.globalAgent.maxSockets, Reflect.get(http.Agent, "defaultMaxSockets")],
  https: [https.globalAgent.maxSockets, https.globalAgent.maxFreeSockets],
  events: [EventEmitter.defaultMaxListeners, EventEmitter.captureRejections],
  inspect: { ...util.inspect.defaultOptions },
  shown: util.inspect({ a: { b: { c: { d: 1 } } } }),
  buffer: [Buffer.poolSize, buffer.INSPECT_MAX_BYTES],
  environment: threads.getEnvironmentData("key") ?? null,
  stack: Error.stackTraceLimit,
});

const SETTERS: Readonly<Record<string, () => unknown>> = {
  order: () => dns.setDefaultResultOrder("ipv6first"),
  family: () => net.setDefaultAutoSelectFamily(!net.getDefaultAutoSelectFamily()),
  attempt: () => net.setDefaultAutoSelectFamilyAttemptTimeout(1234),
  bytes: () => stream.setDefaultHighWaterMark(false, 4321),
  objects: () => stream.setDefaultHighWaterMark(true, 43),
  tls: () => (tls.DEFAULT_MIN_VERSION = "TLSv1.3"),
  http: () => {
    http.globalAgent = new http.Agent({ maxSockets: 3 });
    http.setMaxIdleHTTPParsers(5);
  },
  https: () => (https.globalAgent.maxSockets = 4),
  events: () => {
    setMaxListeners(44);
    EventEmitter.captureRejections = true;
  },
  inspect: () => (util.inspect.defaultOptions.depth = 7),
  shown: () => (util.inspect.defaultOptions = { compact: false }),
  buffer: () => {
    Buffer.poolSize = 99;
    buffer.INSPECT_MAX_BYTES = 9;
  },
  environment: () => threads.setEnvironmentData("key", "a container's"),
  stack: () => (Error.stackTraceLimit = 3),
};

const set = app.function({ maxContainers: 1 }, async function set(name: string): Promise<
  readonly [before: unknown, after: unknown]
> {
  const before = read()[name];
  SETTERS[name]?.();
  await new Promise((resolve) => setTimeout(resolve, 1));
  return [before, read()[name]];
});
const see = app.function({ isolation: "inline" }, async function see(): Promise<unknown> {
  return read();
});
const refuse = app.function(async function refuse(): Promise<readonly string[]> {
  const attempts: readonly (() => unknown)[] = [
    () => tls.setDefaultCACertificates([]),
    () => dns.setServers(["192.0.2.1"]),
    () => dns.promises.setServers(["192.0.2.1"]),
    () => v8.setFlagsFromString("--stack-size=100"),
    () => v8.setHeapSnapshotNearHeapLimit(1),
    () => os.setPriority(19),
    () => inspector.open(0),
    () => process.getBuiltinModule("crypto").setEngine("none"),
    () => process.getBuiltinModule("crypto").setFips(false),
    () => cluster.setupPrimary({}),
  ];
  return attempts.map((attempt) => {
    try {
      return `done: ${String(attempt())}`;
    } catch (error) {
      return String(error);
    }
  });
});

const SETS = /^(?:set[A-Z]|setup|DEFAULT_|default[A-Z]|enable|disable)/;
const NAMED = /^(?:globalAgent|poolSize|captureRejections|usingDomains|schedulingPolicy)$|Limit$|MAX_BYTES$/;

/** Names of what looks as if it set something, and of the same one level below. */
function* settingsOf(name: string, owner: object, isOutermost = true): Generator<string> {
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    if (key === "default" || key === "prototype" || key === "constants" || name === "constants") continue;
    if (SETS.test(key) || NAMED.test(key)) yield `${name}.${key}`;
    else if (isOutermost && value !== owner && value !== null && ["object", "function"].includes(typeof value))
      yield* settingsOf(`${name}.${key}`, value as object, false);
  }
}

test("every setting of the built-in modules is known by what becomes of it in a container", () => {
  const found = builtinModules
    .filter((name) => !/^_|^process$|^sys$/.test(name))
    .flatMap((name) => [...settingsOf(name, process.getBuiltinModule(name) as object)]);
  expect(found.length).toBeGreaterThan(40);
  expect(found.filter((name) => !Object.hasOwn(MODULE_SETTINGS, name))).toEqual([]);
});

describe.each([{ threads: 1 }, { threads: 0 }])("with %o", (options) => {
  test.each(Object.keys(SETTERS))("what a container sets holds for its lane, and not beyond: %s", async (name) => {
    const host = read();
    const world = await Emulator.start(options);
    await world.run(app, async () => {
      const [before, after] = await set.remote(name);
      expect(after).not.toEqual(before);
      expect(read()).toEqual(host);
      expect((await set.remote(name))[0]).toEqual(after);
    });
    expect(read()).toEqual(host);
    await using other = await Emulator.start(options);
    const [before] = await other.run(app, () => set.remote(name));
    expect(before).toEqual(host[name]);
    await world[Symbol.asyncDispose]();
    expect(read()).toEqual(host);
  });

  test("what the host sets meanwhile stays", async () => {
    const { defaultMaxListeners } = EventEmitter;
    const order = dns.getDefaultResultOrder();
    await using world = await Emulator.start(options);
    await world.run(app, async () => {
      await set.remote("events");
      await set.remote("order");
      EventEmitter.defaultMaxListeners = 77;
      dns.setDefaultResultOrder("ipv4first");
      await set.remote("events");
      expect([EventEmitter.defaultMaxListeners, dns.getDefaultResultOrder()]).toEqual([77, "ipv4first"]);
      expect(await see.remote()).toMatchObject(options.threads === 1 ? { order: "ipv4first" } : {});
    });
    expect([EventEmitter.defaultMaxListeners, dns.getDefaultResultOrder()]).toEqual([77, "ipv4first"]);
    EventEmitter.defaultMaxListeners = defaultMaxListeners;
    dns.setDefaultResultOrder(order);
  });

  test("what would change the process is refused", async () => {
    await using world = await Emulator.start(options);
    for (const outcome of await world.run(app, () => refuse.remote()))
      expect(outcome).toMatch(
        /^Error: [\w./]+\(\) is not available in a container: it would change the host process\.$/,
      );
  });
});
