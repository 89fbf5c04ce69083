// Modal: docs/modal/secrets-proxies-workspaces.md#secrets
import { describe, expect, onTestFinished, test } from "vitest";
import { ExecutionError, InvalidError, Secret } from "../../../src/main.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

describe("Secret.fromDict", () => {
  test("keeps strings and leaves nulls out", () => {
    expect(Secret.fromDict({ A: "1", B: null, C: "" }).definition).toEqual({
      kind: "values",
      values: { A: "1", C: "" },
    });
    expect(Secret.fromDict().definition).toEqual({ kind: "values", values: {} });
  });
  test("keeps a variable of any name", () => {
    const { definition } = Secret.fromDict(Object.fromEntries([["__proto__", "1"]]));
    expect(Object.entries(definition.kind === "values" ? definition.values : {})).toEqual([["__proto__", "1"]]);
  });
  test("has the name fromObject too", () => {
    expect(Secret.fromObject({ A: "1" }).definition).toEqual(Secret.fromDict({ A: "1" }).definition);
  });
  test("takes strings and nulls only", () => {
    // @ts-expect-error a number
    expectError(() => Secret.fromDict({ A: 1 }), InvalidError, "has to be a dict", "A is of type number");
    // @ts-expect-error a string
    expectError(() => Secret.fromDict("A=1"), InvalidError, "has to be a dict", '"A=1"');
    // @ts-expect-error null
    expectError(() => Secret.fromDict(null), InvalidError, "has to be a dict", "null");
    expectError(
      () => Secret.fromDict(Object.create({ inherited: Object.create({}) })),
      InvalidError,
      "has to be a dict",
    );
  });
  test("does not change with the object it came from", () => {
    const values: Record<string, string> = { A: "1" };
    const secret = Secret.fromDict(values);
    values["A"] = "2";
    expect(secret.definition).toEqual({ kind: "values", values: { A: "1" } });
  });
});

describe("Secret.fromLocalEnviron", () => {
  test("reads the variables of this process when it is called", () => {
    process.env["SECRET_10_1"] = "now";
    onTestFinished(() => void delete process.env["SECRET_10_1"]);
    const secret = Secret.fromLocalEnviron(["SECRET_10_1"]);
    process.env["SECRET_10_1"] = "later";
    expect(secret.definition).toEqual({ kind: "values", values: { SECRET_10_1: "now" } });
  });
  test("a missing variable is an error that names it", () => {
    expectError(
      () => Secret.fromLocalEnviron(["SECRET_10_1_MISSING"]),
      InvalidError,
      "Could not find local environment variable",
      "SECRET_10_1_MISSING",
    );
  });
  test("takes a list of strings", () => {
    // @ts-expect-error a string
    expectError(() => Secret.fromLocalEnviron("PATH"), InvalidError, '"keys" must be a list of strings');
  });
});

describe("Secret.fromDotenv", () => {
  test("records where to look, and reads nothing", () => {
    expect(Secret.fromDotenv().definition).toEqual({ kind: "dotenv", filename: ".env" });
    expect(Secret.fromDotenv("no/such/directory", { filename: ".env.test" }).definition).toEqual({
      kind: "dotenv",
      path: "no/such/directory",
      filename: ".env.test",
    });
  });
  test("the path is a string", () => {
    // @ts-expect-error a number
    expectError(() => Secret.fromDotenv(3), InvalidError, "path of Secret.fromDotenv", "got 3");
    // @ts-expect-error unknown option
    expectError(() => Secret.fromDotenv(".", { file: ".env" }), InvalidError, '"file"', '"filename"');
  });
});

describe("Secret.fromName", () => {
  test("records the required keys and the environment", () => {
    expect(Secret.fromName("key", { requiredKeys: ["A"], environment: "dev" }).definition).toEqual({
      kind: "named",
      name: "key",
      environment: "dev",
      requiredKeys: ["A"],
    });
  });
  test("required keys are a list of strings", () => {
    expectError(
      // @ts-expect-error a string
      () => Secret.fromName("key", { requiredKeys: "A" }),
      InvalidError,
      '"requiredKeys" must be a list of strings',
    );
  });
});

describe("secret.update", () => {
  test("takes strings only, not even null", async () => {
    const secret = Secret.fromName("key");
    await expectRejection(() => secret.update({ A: "1" }), ExecutionError, "Secret.update", "no world is in sight");
    // @ts-expect-error null
    await expectRejection(() => secret.update({ A: null }), InvalidError, "Secret.update", "A is null");
    // @ts-expect-error a number
    await expectRejection(() => secret.update({ A: 1 }), InvalidError, "A is of type number");
    // @ts-expect-error a list
    await expectRejection(() => secret.update([]), InvalidError, "has to be a dict");
  });
});
