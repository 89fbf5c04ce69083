import { dirname } from "node:path";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readBundle } from "../../tools/drift-bundle.js";
import { compare, ownProtocol } from "../../tools/drift-compare.js";
import { missingHooks } from "../../tools/drift-hooks.js";
import { needless } from "../../tools/drift-known.js";
import { INSTALLED, reportOf } from "../../tools/drift.js";

const FOLDER = dirname(dirname(INSTALLED));
const manifest = JSON.parse(readFileSync(`${FOLDER}/package.json`, "utf8")) as { version: string };
const text = readFileSync(`${FOLDER}/dist/index.js`, "utf8");

describe("what the installed version of Modal's package needs", () => {
  test("is there, but for what a table names", () => {
    expect(manifest.version).toBe("0.11.1");
    expect(reportOf(FOLDER)).toEqual([]);
  });

  test("the table names nothing else", () => {
    const { methods, fields } = compare(readBundle(text), ownProtocol());
    expect(needless([...methods, ...fields])).toEqual([]);
  });

  test("what is in our protocol, it calls", () => {
    const { methods } = readBundle(text);
    const called = methods.filter(({ isCalled }) => isCalled).map(({ service, name }) => `${service}.${name}`);
    const own = ["ModalClient", "TaskCommandRouter"].flatMap((service) =>
      Object.keys(ownProtocol().lookupService(`modal.client.${service}`).methods).map((name) => `${service}.${name}`),
    );
    expect(own.filter((name) => !called.includes(name))).toEqual([]);
    expect(own.length).toBeGreaterThan(100);
  });
});

describe("what another version has is found", () => {
  const changed = (from: string | RegExp, to: string): string => {
    const result = text.replace(from, to);
    expect(result).not.toBe(text);
    return result;
  };
  const drift = (bundle: string) => compare(readBundle(bundle), ownProtocol());

  test("a method that is called", () => {
    const called = changed("cpClient.queueLen(", "cpClient.appDeploy(");
    expect(drift(called).methods).toEqual(["ModalClient.AppDeploy"]);
  });

  test("a method whose answer is a stream", () => {
    const stream = changed(/(name: "QueueLen",[\s\S]*?responseStream: )false/, "$1true");
    expect(drift(stream).methods).toEqual(["ModalClient.QueueLen (streams otherwise)"]);
  });

  test.each([
    [
      "of a request",
      /(var QueueLenRequest = [\s\S]*?)case 1:([\s\S]*?)tag !== 10/,
      "$1case 99:$2tag !== 794",
      "QueueLenRequest.queueId = 99",
    ],
    [
      "of another type",
      /(var QueueLenRequest = [\s\S]*?)tag !== 10/,
      "$1tag !== 8",
      "QueueLenRequest.queueId = 1 (has another type here)",
    ],
    [
      "of another name",
      /(var QueueLenRequest = [\s\S]*?)message\.queueId = reader/,
      "$1message.queue = reader",
      "QueueLenRequest.queue = 1 (is called queueId here)",
    ],
    [
      "of a message in a map of a message",
      /(var FunctionHandleMetadata = [\s\S]*? {2}decode[\s\S]*?)message\.webUrl = /,
      "$1message.url = ",
      "FunctionHandleMetadata.url = 28 (is called webUrl here)",
    ],
  ])("a field %s", (_, from, to, expected) => {
    const before = drift(text).fields;
    expect(drift(changed(from, to)).fields.filter((field) => !before.includes(field))).toEqual([expected]);
  });

  test.each([
    ["createClient(profile) {", "makeClient(profile) {", "`createClient(profile)` of `ModalClient`"],
    ["  retryMiddleware() {", "  retrying() {", "`retryMiddleware()` of `ModalClient`"],
  ])("that %s is gone", (from, to, expected) => {
    const own = { ...manifest, dependencies: { "nice-grpc": "^2.1.12" } };
    expect(missingHooks(changed(from, to), own, INSTALLED)).toEqual([expected]);
    const other = { ...own, dependencies: { "nice-grpc": "^3.0.0" } };
    expect(missingHooks(text, other, INSTALLED)).toEqual([
      expect.stringMatching(/^nice-grpc 2\S+, which is installed, for \^3\.0\.0$/),
    ]);
  });

  test("a bundle that cannot be read is no bundle without drift", () => {
    expect(() => readBundle("var a={b(){}};")).toThrow("The bundle cannot be read");
  });
});
