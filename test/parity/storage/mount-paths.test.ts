// Modal: docs/modal/buckets-and-mounts.md#mount-paths
import { describe, expect, test } from "vitest";
import { parseMountPath } from "../../../src/api/storage/parse-mounts.js";
import { parseVolumeMounts } from "../../../src/api/storage/volume-mounts.js";
import { CloudBucketMount, InvalidError, NetworkFileSystem, Volume } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

describe("mount paths", () => {
  test.each([
    ["/data", "/data"],
    ["/data/", "/data"],
    ["//data//x", "/data/x"],
    ["/./data/./x/", "/data/x"],
    ["/root/data", "/root/data"],
    ["/tmp/x", "/tmp/x"],
    ["/tmpx", "/tmpx"],
    ["/..data", "/..data"],
  ])("%j means %j", (given, path) => {
    expect(parseMountPath("volumes", given)).toBe(path);
  });
  test.each(["data", "./data", "", "~/data", "/data/../x", "/..", "../data", "C:\\data"])(
    "%j is not canonical and absolute",
    (given) => {
      expectError(
        () => parseMountPath("volumes", given),
        InvalidError,
        'Option "volumes"',
        "canonical, absolute",
        JSON.stringify(given),
      );
    },
  );
  test.each(["/", "//", "/.", "/root", "/root/", "/tmp", "/tmp//"])("nothing can be mounted at %j", (given) => {
    expectError(
      () => parseMountPath("networkFileSystems", given),
      InvalidError,
      'Option "networkFileSystems"',
      "nothing can be mounted at /",
    );
  });
});

describe("mounts", () => {
  const volume = Volume.fromName("data");
  const bucket = new CloudBucketMount("logs");
  test("become a list of paths with what is there", () => {
    expect(parseVolumeMounts({ "/data/": volume, "/logs": bucket })).toEqual([
      { kind: "volume", path: "/data", volume: volume.definition },
      { kind: "bucket", path: "/logs", bucket: bucket.definition },
    ]);
  });
  test("must be an object", () => {
    expectError(
      // @ts-expect-error a list
      () => parseVolumeMounts([volume]),
      InvalidError,
      'Option "volumes" must be an object from path to a Volume',
      "a list",
    );
    expectError(
      // @ts-expect-error a map
      () => parseVolumeMounts(new Map([["/data", volume]])),
      InvalidError,
      "must be an object",
      "an instance of Map",
    );
  });
  test("the same volume cannot be at multiple paths", () => {
    expectError(
      () => parseVolumeMounts({ "/a": volume, "/b": volume }),
      InvalidError,
      "same Volume",
      "multiple paths, /a and /b",
    );
    expectError(
      () => parseVolumeMounts({ "/a": volume }, { "/b": volume }),
      InvalidError,
      "same Volume",
      "multiple paths",
    );
  });
  test("the same bucket can", () => {
    expect(parseVolumeMounts({ "/a": bucket, "/b": bucket })).toHaveLength(2);
  });
  test("two handles of one volume are told apart only when the function is created", () => {
    expect(parseVolumeMounts({ "/a": volume, "/b": Volume.fromName("data") })).toHaveLength(2);
  });
  test("one path in two spellings is taken twice", () => {
    expectError(() => parseVolumeMounts({ "/a": volume, "/a/": bucket }), InvalidError, "/a is mounted more than once");
  });
  test("only volumes and buckets are mounted as volumes", () => {
    expectError(
      // @ts-expect-error a network file system
      () => parseVolumeMounts({ "/a": NetworkFileSystem.fromName("n") }),
      InvalidError,
      "/a must be a Volume or CloudBucketMount",
      "NetworkFileSystem",
    );
    expectError(
      // @ts-expect-error a name
      () => parseVolumeMounts({ "/a": "data" }),
      InvalidError,
      '/a must be a Volume or CloudBucketMount, got "data"',
    );
    // @ts-expect-error null
    expectError(() => parseVolumeMounts({ "/a": null }), InvalidError, "got null");
  });
  test("undefined leaves a path out", () => {
    expect(parseVolumeMounts({ "/a": undefined })).toEqual([]);
  });
  test("at the same path the function's mount replaces the app's", () => {
    const other = Volume.fromName("other");
    expect(parseVolumeMounts({ "/a": volume, "/logs": bucket }, { "/a/": other })).toEqual([
      { kind: "volume", path: "/a", volume: other.definition },
      { kind: "bucket", path: "/logs", bucket: bucket.definition },
    ]);
  });
});
