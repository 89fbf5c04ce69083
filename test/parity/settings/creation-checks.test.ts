// Modal: docs/modal/function-options.md#when-values-are-checked
import { describe, expect, test } from "vitest";
import { checkCreation } from "../../../src/api/settings/check-creation.js";
import { type FunctionOptions, parseFunctionOptions } from "../../../src/api/settings/function-options.js";
import { CloudBucketMount, Image, InvalidError, Proxy, Secret, Volume } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

const app = { secrets: [], volumes: {}, includeSource: true };
const body = { name: "work", requiredParameters: 0, isGenerator: false, isWeb: false };

/** Defines a function, which must not fail, and gives what creates it. */
function creationOf(options: FunctionOptions): () => void {
  const settings = parseFunctionOptions(options, app, body);
  return () => checkCreation('Function "work"', settings);
}

// Modal: docs/modal/containers.md#resources
describe("resources are accepted when defined, and checked when the function is created", () => {
  test("cpu is above 0", () => {
    expectError(creationOf({ cpu: 0 }), InvalidError, '"work"', '"cpu" must be above 0', "got 0");
    expectError(creationOf({ cpu: -1 }), InvalidError, '"cpu" must be above 0', "got -1");
    expect(creationOf({ cpu: 0.125 })).not.toThrow();
  });
  test("a limit is not below its request", () => {
    expectError(creationOf({ cpu: [2, 1] }), InvalidError, 'limit of option "cpu" (1)', "request (2)");
    expectError(
      creationOf({ memoryMiB: [512, 256] }),
      InvalidError,
      'limit of option "memoryMiB" (256)',
      "request (512)",
    );
    expect(creationOf({ cpu: [1, 1], memoryMiB: [512, 512] })).not.toThrow();
  });
  test("cloud is one of four, in any case", () => {
    expectError(creationOf({ cloud: "azure" }), InvalidError, '"cloud"', "aws, gcp, oci, auto", '"azure"');
    expect(creationOf({ cloud: "AWS" })).not.toThrow();
  });
});

// Modal: docs/modal/buckets-and-mounts.md#mount-paths
describe("a volume is mounted once, in a version that there is", () => {
  test("two handles of one volume are the same volume", () => {
    const volumes = {
      "/a": Volume.fromName("data"),
      "/b": Volume.fromName("data").withMountOptions({ subPath: "/logs" }),
    };
    expectError(creationOf({ volumes }), InvalidError, '"work"', "same Volume", "multiple paths, /a and /b");
  });
  test("the same name in two environments is two volumes", () => {
    const volumes = {
      "/a": Volume.fromName("data"),
      "/b": Volume.fromName("data", { environment: "dev" }),
      "/c": new CloudBucketMount("data"),
    };
    expect(creationOf({ volumes })).not.toThrow();
  });
  test("the version is 1 or 2", () => {
    expectError(
      creationOf({ volumes: { "/a": Volume.fromName("data", { version: 3 }) } }),
      InvalidError,
      '"data"',
      "either 1 or 2",
      "got 3",
    );
    expect(creationOf({ volumes: { "/a": Volume.fromName("data", { version: 2 }) } })).not.toThrow();
  });
});

// Modal: docs/modal/handles-and-names.md#names
describe("names", () => {
  test("those of secrets and proxies are checked late", () => {
    expectError(creationOf({ secrets: [Secret.fromName("a b")] }), InvalidError, 'Invalid Secret name: "a b"');
    expectError(creationOf({ proxy: Proxy.fromName("a b") }), InvalidError, 'Invalid Proxy name: "a b"');
  });
});

describe("images are checked when they are loaded", () => {
  test.each(["3.12", "3.12.4", "3.13.0rc1", "3.9"])("Python %s is built", (version) => {
    expect(creationOf({ image: Image.debianSlim(version) })).not.toThrow();
  });
  test.each(["3", "3.x", "2.7", "3.12.", "py3", ""])("%j is no Python version", (version) => {
    expectError(
      creationOf({ image: Image.debianSlim(version) }),
      InvalidError,
      "Invalid Python version",
      JSON.stringify(version),
    );
  });
  test.each(["3.8", "3.99"])("Python %s is not supported", (version) => {
    expectError(
      creationOf({ image: Image.micromamba(version) }),
      InvalidError,
      `"${version}" is not supported`,
      "3.9 to 3.14",
    );
  });
  test("a free-threaded Python is refused", () => {
    expectError(
      creationOf({ image: Image.fromRegistry("alpine", { addPython: "3.13t" }) }),
      InvalidError,
      "free-threaded",
    );
  });
  test("a Python version that is neither a string nor a number is refused", () => {
    expectError(
      // @ts-expect-error a list
      creationOf({ image: Image.debianSlim({ pythonVersion: ["3.12"] }) }),
      InvalidError,
      "Invalid Python version",
      "a list",
    );
  });
  // Modal: docs/modal/images.md#layers
  test("local files come last, unless they are copied", () => {
    const image = Image.debianSlim().addLocalFile("a", "/app/");
    expectError(
      creationOf({ image: image.pipInstall("x") }),
      InvalidError,
      "build step after",
      "/app/a",
      "pipInstall",
      "copy: true",
    );
    expectError(creationOf({ image: image.env({ A: "1" }) }), InvalidError, "build step after", "env");
    expectError(
      creationOf({ image: image.addLocalDir("b", "/b", { copy: true }) }),
      InvalidError,
      "build step after",
      "addLocalDir",
    );
    expectError(
      creationOf({ image: image.addLocalPythonSource("pkg").workdir("/") }),
      InvalidError,
      "build step after",
      "pkg",
    );
    expect(creationOf({ image: image.addLocalDir("b", "/b").addLocalPythonSource("pkg") })).not.toThrow();
    expect(
      creationOf({ image: Image.debianSlim().addLocalFile("a", "/a", { copy: true }).pipInstall("x") }),
    ).not.toThrow();
  });
});
