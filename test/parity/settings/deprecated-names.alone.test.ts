// Modal: docs/modal/older-names.md#renamed-and-removed, docs/modal/older-names.md#removed-options
import { describe, expect, onTestFinished, test } from "vitest";
import { parseFunctionOptions } from "../../../src/api/settings/function-options.js";
import { App, concurrent, DeprecationError, Image, NetworkFileSystem, Volume } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

const app = { secrets: [], volumes: {}, includeSource: true };
const body = { name: "f", requiredParameters: 0, isGenerator: false, isWeb: false };

/** The message of the warning that `body` emits. */
async function warningOf(emit: () => unknown): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const listen = (warning: Error): void => resolve(`${warning.name}: ${warning.message}`);
  process.once("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  emit();
  return promise;
}

describe("removed options", () => {
  test.each([
    ["keepWarm", "minContainers"],
    ["concurrencyLimit", "maxContainers"],
    ["containerIdleTimeout", "scaledownWindowMs"],
    ["allowConcurrentInputs", "concurrent"],
    ["mounts", "Image.addLocal"],
    ["keep_warm", "minContainers"],
    ["container_idle_timeout", "scaledownWindowMs"],
  ])("%s is a DeprecationError that names %s", (old, instead) => {
    expectError(() => parseFunctionOptions({ [old]: 1 }, app, body), DeprecationError, `"${old}"`, instead);
  });
});

describe("names that still work", () => {
  // Modal: docs/modal/older-names.md#names-that-never-were
  test("concurrent(fn) takes 100 inputs at once, and warns the first time that Modal wants maxInputs", async () => {
    const heard: string[] = [];
    const listen = ({ message }: Error): void => void (message.startsWith("concurrent") && heard.push(message));
    process.on("warning", listen);
    onTestFinished(() => void process.off("warning", listen));
    const own = new App("concurrent-without-options");
    own.function(
      { isolation: "inline" },
      concurrent(function fn() {}),
    );
    own.cls({ isolation: "inline" }, concurrent(class C {}));
    class D {} // as `@concurrent` above it
    concurrent(D, { kind: "class", name: "D", addInitializer: () => undefined } as never);
    own.cls({ isolation: "inline" }, D);
    expect(own.definition().functions.map(({ tag, settings }) => [tag, settings.concurrency])).toEqual(
      ["fn", "C", "D"].map((tag) => [tag, { maxInputs: 100, targetInputs: 100 }]),
    );
    await new Promise(setImmediate);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toContain("maxInputs");
  });
  test("Volume.persist and NetworkFileSystem.persist are fromName that makes what is missing, and warn", async () => {
    expect(
      await warningOf(() => expect(Volume.persist("v").definition).toMatchObject({ createIfMissing: true })),
    ).toContain("Volume.fromName");
    expect(await warningOf(() => NetworkFileSystem.persist("v"))).toContain(
      "DeprecationWarning: NetworkFileSystem.persist",
    );
  });
  test("Image.copyLocalFile is addLocalFile with copy, and warns", async () => {
    const images: Image[] = [];
    expect(await warningOf(() => images.push(Image.fromScratch().copyLocalFile("a", "/b")))).toContain(
      "Image.addLocalFile",
    );
    expect(images[0]?.definition).toEqual(Image.fromScratch().addLocalFile("a", "/b", { copy: true }).definition);
  });
  test("maxInputs: 1 is singleUseContainers, and warns", async () => {
    expect(await warningOf(() => parseFunctionOptions({ maxInputs: 1 }, app, body))).toContain("singleUseContainers");
  });
});
