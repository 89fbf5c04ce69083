// Modal: docs/modal/handles-and-names.md#lazy-handles, docs/modal/handles-and-names.md#names
import { describe, expect, test } from "vitest";
import {
  Client,
  CloudBucketMount,
  Cron,
  Dict,
  Environment,
  FilePatternMatcher,
  Image,
  InvalidError,
  NetworkFileSystem,
  Period,
  Proxy,
  Queue,
  Retries,
  Sandbox,
  SchedulerPlacement,
  Secret,
  Volume,
} from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

describe("direct construction", () => {
  test.each([Client, Dict, Environment, Image, NetworkFileSystem, Proxy, Queue, Sandbox, Secret, Volume])(
    "%o has no constructor",
    (handle) => {
      expectError(
        () => Reflect.construct(handle, []),
        InvalidError,
        `${handle.name} has no constructor`,
        `Use ${handle.name}.`,
      );
      expectError(() => Reflect.construct(handle, ["name", {}]), InvalidError, "has no constructor");
    },
  );
  test("options and patterns are constructed directly", () => {
    const made = [
      new Retries({ maxRetries: 1 }),
      new Cron("* * * * *"),
      new Period({ days: 1 }),
      new SchedulerPlacement({ zone: "a" }),
      new CloudBucketMount("logs"),
      new FilePatternMatcher("*"),
    ];
    expect(made).toHaveLength(6);
  });
});

test("a CloudBucketMount has what it was made of", () => {
  const secret = Secret.fromDict({ A: "1" });
  const options = { secret, readOnly: true, requesterPays: true, keyPrefix: "a/", oidcAuthRoleArn: "arn" };
  const bucketEndpointUrl = "https://storage.googleapis.com";
  expect(new CloudBucketMount("logs", { ...options, bucketEndpointUrl })).toMatchObject({
    ...options,
    bucketName: "logs",
    bucketEndpointUrl,
  });
  expect(new CloudBucketMount("logs")).toMatchObject({ readOnly: false, requesterPays: false });
  expect(new CloudBucketMount("logs").secret).toBeUndefined();
});

describe("names", () => {
  test("those of volumes, dicts, queues, network file systems and environments are checked at once", () => {
    expectError(() => Volume.fromName("a b"), InvalidError, 'Invalid Volume name: "a b"');
    expectError(() => Dict.fromName("a b"), InvalidError, 'Invalid Dict name: "a b"');
    expectError(() => Queue.fromName("a b"), InvalidError, 'Invalid Queue name: "a b"');
    expectError(() => NetworkFileSystem.fromName("a b"), InvalidError, 'Invalid NetworkFileSystem name: "a b"');
    expectError(() => Environment.fromName("a"), InvalidError, 'Invalid Environment name: "a"');
  });
  test("that of a secret is not", () => {
    expect(Secret.fromName("a b").definition).toEqual({ kind: "named", name: "a b", requiredKeys: [] });
  });
  test("that of a proxy is not", () => {
    expect(Proxy.fromName("a b").definition).toEqual({ kind: "named", name: "a b", createIfMissing: false });
  });
  test("a name must be a string", () => {
    // @ts-expect-error a number
    expectError(() => Volume.fromName(3), InvalidError, "Invalid Volume name: 3");
    // @ts-expect-error a number
    expectError(() => Secret.fromName(3), InvalidError, "A Secret name must be a string, got 3");
    // @ts-expect-error missing
    expectError(() => Proxy.fromName(), InvalidError, "A Proxy name must be a string, got undefined");
  });
});

describe("factories", () => {
  test("fromName looks nothing up, and records what to look up", () => {
    expect(Volume.fromName("v").definition).toEqual({ kind: "named", name: "v", createIfMissing: false });
    expect(Volume.fromName("v", { createIfMissing: true, environment: "dev", version: 2 }).definition).toEqual({
      kind: "named",
      name: "v",
      createIfMissing: true,
      environment: "dev",
      version: 2,
    });
    expect(Queue.fromName("q", { createIfMissing: true }).definition).toEqual({
      kind: "named",
      name: "q",
      createIfMissing: true,
    });
    expect(Dict.fromName("d").definition).toEqual({ kind: "named", name: "d", createIfMissing: false });
    expect(NetworkFileSystem.fromName("n").definition).toEqual({ kind: "named", name: "n", createIfMissing: false });
    expect(Environment.fromName("dev").definition).toEqual({ kind: "named", name: "dev", createIfMissing: false });
  });
  test("an environment name is checked at once", () => {
    expectError(() => Volume.fromName("v", { environment: "en-x" }), InvalidError, 'Invalid Environment name: "en-x"');
    expectError(() => Secret.fromName("s", { environment: "x" }), InvalidError, 'Invalid Environment name: "x"');
  });
  test("an unknown option names the nearest one", () => {
    expectError(
      // @ts-expect-error unknown option
      () => Volume.fromName("v", { createIfMising: true }),
      InvalidError,
      '"createIfMising" of Volume.fromName',
      '"createIfMissing"',
    );
    expectError(
      // @ts-expect-error unknown option
      () => Queue.fromName("v", { version: 2 }),
      InvalidError,
      '"version" of Queue.fromName',
      "Known options: createIfMissing, environment",
    );
    expectError(
      // @ts-expect-error wrong type
      () => Dict.fromName("v", { createIfMissing: 1 }),
      InvalidError,
      '"createIfMissing" must be true or false, got 1',
    );
    // @ts-expect-error not options
    expectError(() => Dict.fromName("v", true), InvalidError, "Dict.fromName takes an options object, got true");
  });
  test("fromId accepts the prefix of its kind only", () => {
    expect(Volume.fromId("vo-1").definition).toEqual({ kind: "id", id: "vo-1" });
    expect(Dict.fromId("di-1").definition).toEqual({ kind: "id", id: "di-1" });
    expect(Queue.fromId("qu-1").definition).toEqual({ kind: "id", id: "qu-1" });
    expectError(() => Volume.fromId("di-1"), InvalidError, 'Invalid Volume id: "di-1"', '"vo-"');
    expectError(() => Dict.fromId("di"), InvalidError, 'Invalid Dict id: "di"');
    expectError(() => Queue.fromId("xx-1"), InvalidError, 'Invalid Queue id: "xx-1"');
    expectError(() => Image.fromId("im-"), InvalidError, 'Invalid Image id: "im-"');
  });
  test("handles are made new each time", () => {
    expect(Volume.fromName("v")).not.toBe(Volume.fromName("v"));
    expect(Client.fromEnv()).toBeInstanceOf(Client);
  });
  test("definitions are plain data", () => {
    for (const { definition } of [
      Volume.fromName("v"),
      Dict.fromName("d"),
      Queue.fromName("q"),
      Secret.fromDict({ A: "1" }),
    ]) {
      expect(structuredClone(definition)).toEqual(definition);
    }
  });
});
