// Modal: docs/modal/volumes.md, docs/modal/dicts-and-queues.md, docs/modal/buckets-and-mounts.md#buckets
import { describe, expect, test } from "vitest";
import {
  CloudBucketMount,
  Dict,
  ExecutionError,
  InvalidError,
  NetworkFileSystem,
  Queue,
  Secret,
  Volume,
} from "../../../src/main.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

function providerOf(bucketEndpointUrl: string): string {
  return new CloudBucketMount("b", { bucketEndpointUrl }).definition.provider;
}

describe("Volume", () => {
  const volume = Volume.fromName("data");
  test("withMountOptions is another handle, and what is left out stays", () => {
    const readOnly = volume.withMountOptions({ readOnly: true });
    expect(readOnly).not.toBe(volume);
    expect(volume.definition).not.toHaveProperty("readOnly");
    expect(readOnly.withMountOptions({ subPath: "/logs" }).definition).toEqual({
      kind: "named",
      name: "data",
      createIfMissing: false,
      readOnly: true,
      subPath: "/logs",
    });
    expect(readOnly.withMountOptions({ readOnly: false }).definition).toMatchObject({ readOnly: false });
  });
  test("withMountOptions checks its values", () => {
    // @ts-expect-error a string
    expectError(() => volume.withMountOptions({ readOnly: "yes" }), InvalidError, '"readOnly"', '"yes"');
    expectError(() => volume.withMountOptions({ subPath: "" }), InvalidError, '"subPath"', '""');
    expectError(() => volume.withMountOptions({ subPath: "a/../.." }), InvalidError, '"subPath"', 'without ".."');
    // @ts-expect-error unknown option
    expectError(() => volume.withMountOptions({ readonly: true }), InvalidError, '"readonly"', '"readOnly"');
  });
  test("the version is checked on first use, not by fromName", () => {
    expect(Volume.fromName("data", { version: 3 }).definition).toMatchObject({ version: 3 });
  });
  test("rename checks both names", async () => {
    await expectRejection(() => Volume.rename("a b", "c"), InvalidError, 'Invalid Volume name: "a b"');
    await expectRejection(() => Volume.rename("a", "b c"), InvalidError, 'Invalid Volume name: "b c"');
    await expectRejection(() => Volume.rename("a", "b"), ExecutionError, "Volume.rename: no world is in sight");
  });
  test("batchUpload takes a function", async () => {
    await expectRejection(
      // @ts-expect-error an object
      () => volume.batchUpload({ force: true }),
      InvalidError,
      "Volume.batchUpload takes a function",
    );
    await expectRejection(
      // @ts-expect-error unknown option
      () => volume.batchUpload(() => {}, { overwrite: true }),
      InvalidError,
      '"overwrite" of Volume.batchUpload',
    );
  });
  test("listdir and iterdir take no glob", async () => {
    await expectRejection(() => volume.listdir("/logs/*"), InvalidError, "Volume.listdir takes no glob", '"/logs/*"');
    expectError(() => volume.iterdir("/**"), InvalidError, "Volume.iterdir takes no glob", '"/**"');
  });
  test("paths are strings", async () => {
    // @ts-expect-error a number
    await expectRejection(() => volume.listdir(3), InvalidError, "Volume.listdir takes a path, got 3");
    // @ts-expect-error unknown option
    await expectRejection(() => volume.removeFile("a", { force: true }), InvalidError, '"force" of Volume.removeFile');
  });
});

describe("NetworkFileSystem", () => {
  test("persist is fromName that makes what is missing", () => {
    expect(NetworkFileSystem.persist("shared").definition).toEqual({
      kind: "named",
      name: "shared",
      createIfMissing: true,
    });
  });
  test("delete checks the name, and a file has a path and content", async () => {
    const files = NetworkFileSystem.fromName("shared");
    await expectRejection(() => NetworkFileSystem.delete("a b"), InvalidError, "Invalid NetworkFileSystem name");
    // @ts-expect-error a number
    await expectRejection(() => files.writeFile("a", 3), InvalidError, "takes a string or bytes, got 3");
    await expectRejection(
      () => files.writeFile("a", "text"),
      ExecutionError,
      "NetworkFileSystem.writeFile: no world is in sight",
    );
  });
});

describe("Dict", () => {
  test("update takes entries, put takes known options", async () => {
    const dict = Dict.fromName<number, string>("seen");
    // @ts-expect-error a number
    await expectRejection(() => dict.update(3), InvalidError, "Dict.update takes entries, got 3");
    await expectRejection(
      // @ts-expect-error unknown option
      () => dict.put("a", 1, { skipIfExist: true }),
      InvalidError,
      '"skipIfExist"',
      '"skipIfExists"',
    );
  });
});

describe("Queue", () => {
  const queue = Queue.fromName<number>("work");
  test("a partition together with all of them is refused", async () => {
    await expectRejection(
      () => queue.len({ partition: "a", total: true }),
      InvalidError,
      "Queue.len",
      '"partition" and "total"',
    );
    await expectRejection(
      () => queue.clear({ partition: "a", all: true }),
      InvalidError,
      "Queue.clear",
      '"partition" and "all"',
    );
  });
  test("partitions are checked everywhere", async () => {
    for (const call of [
      () => queue.put(1, { partition: "" }),
      () => queue.putMany([1], { partition: "" }),
      () => queue.get({ partition: "" }),
      () => queue.getMany(1, { partition: "" }),
      () => queue.len({ partition: "" }),
      () => queue.clear({ partition: "" }),
    ]) {
      await expectRejection(call, InvalidError, "Invalid Queue partition");
    }
    expectError(() => queue.iterate({ partition: "" }), InvalidError, "Invalid Queue partition");
  });
  test("durations are milliseconds in a range", async () => {
    await expectRejection(() => queue.get({ timeoutMs: -1 }), InvalidError, '"timeoutMs" of Queue.get', "-1");
    await expectRejection(
      () => queue.put(1, { partitionTtlMs: 0 }),
      InvalidError,
      '"partitionTtlMs" of Queue.put',
      "1 to 604800000",
      "got 0",
    );
    await expectRejection(() => queue.put(1, { partitionTtlMs: 604_800_001 }), InvalidError, '"partitionTtlMs"');
    await expectRejection(
      () => queue.put(1, { partitionTtlMs: 604_800_000 }),
      ExecutionError,
      "Queue.put: no world is in sight",
    );
    // @ts-expect-error in seconds elsewhere
    await expectRejection(() => queue.get({ timeout: 1 }), InvalidError, '"timeout"', '"timeoutMs" (in milliseconds)');
  });
  test("getMany takes a number of items, putMany a list", async () => {
    await expectRejection(() => queue.getMany(0), InvalidError, "whole number from 1, got 0");
    // @ts-expect-error one item
    await expectRejection(() => queue.putMany(1), InvalidError, "Queue.putMany takes a list, got 1");
  });
});

describe("CloudBucketMount", () => {
  const secret = Secret.fromName("aws");
  test("the host of the endpoint tells the provider", () => {
    expect(new CloudBucketMount("b").definition).toEqual({
      provider: "s3",
      bucketName: "b",
      readOnly: false,
      requesterPays: false,
      forcePathStyle: false,
    });
    expect(providerOf("https://account.r2.cloudflarestorage.com")).toBe("r2");
    expect(providerOf("https://storage.googleapis.com/path")).toBe("gcp");
    expect(providerOf("https://minio.example:9000")).toBe("s3");
  });
  test("requesterPays needs a secret", () => {
    expectError(
      () => new CloudBucketMount("b", { requesterPays: true }),
      InvalidError,
      '"b"',
      '"requesterPays"',
      '"secret"',
    );
    expect(new CloudBucketMount("b", { requesterPays: true, secret }).definition).toMatchObject({
      requesterPays: true,
      secret: secret.definition,
    });
  });
  test("keyPrefix ends with a slash", () => {
    expectError(
      () => new CloudBucketMount("b", { keyPrefix: "logs" }),
      InvalidError,
      '"keyPrefix" must end with "/"',
      '"logs"',
    );
    expect(new CloudBucketMount("b", { keyPrefix: "logs/" }).definition.keyPrefix).toBe("logs/");
  });
  test("other values are checked too", () => {
    expectError(() => new CloudBucketMount(""), InvalidError, "needs the name of its bucket");
    expectError(
      () => new CloudBucketMount("b", { bucketEndpointUrl: "minio" }),
      InvalidError,
      '"bucketEndpointUrl" must be a URL',
    );
    expectError(
      // @ts-expect-error a string
      () => new CloudBucketMount("b", { secret: "aws" }),
      InvalidError,
      '"secret" of CloudBucketMount must be a Secret',
    );
    // @ts-expect-error unknown option
    expectError(() => new CloudBucketMount("b", { prefix: "a/" }), InvalidError, '"prefix"', "Known options");
  });
});
