// Modal: docs/modal/handles-and-names.md#names
import { describe, expect, test } from "vitest";
import { InvalidError } from "../../../src/contract/errors.js";
import {
  checkDeploymentTag,
  checkEnvironmentName,
  checkFunctionName,
  checkObjectName,
  checkPartition,
  checkTags,
  checkWebLabel,
} from "../../../src/checks/names.js";
import { expectError } from "../../support/expect-error.js";

describe("object names", () => {
  test.each(["a", "A-b_c.9", "x".repeat(64), "ap-short", `ap-${"a".repeat(23)}`])("%j is a name", (name) => {
    expect(() => checkObjectName("Volume", name)).not.toThrow();
  });
  test.each(["", "x".repeat(65), "a b", "a/b", "ä", "a:b", "a\n"])("%j is not a name", (name) => {
    expectError(() => checkObjectName("Volume", name), InvalidError, "Invalid Volume name", "1 to 64");
  });
  test("a name must not be shaped like an app id", () => {
    expectError(() => checkObjectName("App", `ap-${"a1".repeat(11)}`), InvalidError, "Invalid App name", "app id");
  });
  test("a name must be a string", () => {
    expectError(() => checkObjectName("Dict", undefined), InvalidError, "Invalid Dict name: undefined");
  });
});

describe("environment names", () => {
  test.each(["ab", "9-", "main", "x".repeat(64), "end"])("%j is a name", (name) => {
    expect(() => checkEnvironmentName(name)).not.toThrow();
  });
  test.each(["", "a", "-ab", "_ab", ".ab", "a b", "x".repeat(65), "en-main", "EN-main", "eN-x"])(
    "%j is not a name",
    (name) => {
      expectError(() => checkEnvironmentName(name), InvalidError, "Invalid Environment name", "en-");
    },
  );
});

describe("tags", () => {
  test("keys and values have 1 to 63 characters", () => {
    expect(() => checkTags({ a: "b", ["k".repeat(63)]: "v".repeat(63) })).not.toThrow();
    expectError(() => checkTags({ ["k".repeat(64)]: "v" }), InvalidError, "Invalid tag key");
    expectError(() => checkTags({ k: "v".repeat(64) }), InvalidError, "Invalid tag value");
    expectError(() => checkTags({ "": "v" }), InvalidError, "Invalid tag key");
    expectError(() => checkTags({ k: "" }), InvalidError, "Invalid tag value");
  });
  test("keys and values have no spaces", () => {
    expectError(() => checkTags({ "a b": "v" }), InvalidError, 'Invalid tag key: "a b"');
    expectError(() => checkTags({ k: "a b" }), InvalidError, 'Invalid tag value: "a b"');
  });
  test("values are strings", () => expectError(() => checkTags({ k: 1 }), InvalidError, "Invalid tag value: 1"));
  test("tags are an object", () =>
    expectError(() => checkTags(["a"]), InvalidError, "Tags must be an object", "a list"));
});

describe("deployment tags", () => {
  test("at most 50 characters, and none is fine", () => {
    expect(() => checkDeploymentTag("")).not.toThrow();
    expect(() => checkDeploymentTag("v".repeat(50))).not.toThrow();
    expectError(() => checkDeploymentTag("v".repeat(51)), InvalidError, "Invalid deployment tag", "at most 50");
    expectError(() => checkDeploymentTag("a/b"), InvalidError, "Invalid deployment tag");
  });
});

describe("web labels", () => {
  test.each(["a", "my-app", "a1", "1a", "x".repeat(63)])("%j is a label", (label) => {
    expect(() => checkWebLabel(label)).not.toThrow();
  });
  test.each(["", "-a", "a-", "A", "a_b", "123", "a.b", "x".repeat(64)])("%j is not a label", (label) => {
    expectError(() => checkWebLabel(label), InvalidError, "Invalid web label");
  });
});

describe("queue partitions", () => {
  test("1 to 64 bytes of UTF-8, whatever the characters", () => {
    expect(() => checkPartition("any thing/ö")).not.toThrow();
    expect(() => checkPartition("ö".repeat(32))).not.toThrow();
    expectError(() => checkPartition("ö".repeat(33)), InvalidError, "Invalid Queue partition", "64 bytes");
    expectError(() => checkPartition(""), InvalidError, "Invalid Queue partition");
    expectError(() => checkPartition(3), InvalidError, "Invalid Queue partition: 3");
  });
});

describe("function names", () => {
  test("a name with a dot points to Cls.fromName", () => {
    expect(() => checkFunctionName("predict")).not.toThrow();
    expectError(() => checkFunctionName("Model.predict"), InvalidError, "Model.predict", "Cls.fromName");
    expectError(() => checkFunctionName(""), InvalidError, "non-empty string");
  });
});
