// Modal: docs/modal/function-options.md
import { describe, expect, test } from "vitest";
import {
  type FunctionBody,
  type FunctionOptions,
  parseClsOptions,
  parseFunctionOptions,
} from "../../../src/api/settings/function-options.js";
import type { AppDefaults } from "../../../src/api/settings/parse-container-options.js";
import {
  CloudBucketMount,
  Cron,
  Image,
  InvalidError,
  NetworkFileSystem,
  Period,
  Proxy,
  Retries,
  Secret,
  Volume,
} from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";
import type { FunctionSettings } from "../../../src/contract/function-settings.js";

const bareApp: AppDefaults = { secrets: [], volumes: {}, includeSource: true };
const bareBody: FunctionBody = { name: "work", requiredParameters: 1, isGenerator: false, isWeb: false };

function parse(
  options: FunctionOptions,
  body: Partial<FunctionBody> = {},
  app: Partial<AppDefaults> = {},
): FunctionSettings {
  return parseFunctionOptions(options, { ...bareApp, ...app }, { ...bareBody, ...body });
}

describe("defaults", () => {
  test("a function without options", () => {
    expect(parse({})).toEqual({
      name: "work",
      isGenerator: false,
      image: Image.debianSlim().definition,
      secrets: [],
      gpus: [],
      serialized: false,
      networkFileSystems: [],
      volumes: [],
      minContainers: 0,
      bufferContainers: 0,
      scaledownWindowMs: 60_000,
      timeoutMs: 300_000,
      startupTimeoutMs: 300_000,
      regions: [],
      nonpreemptible: false,
      enableMemorySnapshot: false,
      blockNetwork: false,
      restrictModalAccess: false,
      singleUseContainers: false,
      includeSource: true,
      experimentalOptions: {},
      restrictOutput: false,
    });
  });
  test("undefined is as good as left out", () => {
    // @ts-expect-error undefined under exactOptionalPropertyTypes
    expect(parse({ timeoutMs: undefined, retries: undefined, image: undefined, gpu: undefined })).toEqual(parse({}));
  });
  test("startupTimeoutMs falls back to timeoutMs", () => {
    expect(parse({ timeoutMs: 5000 })).toMatchObject({ timeoutMs: 5000, startupTimeoutMs: 5000 });
    expect(parse({ timeoutMs: 5000, startupTimeoutMs: 9000 })).toMatchObject({
      timeoutMs: 5000,
      startupTimeoutMs: 9000,
    });
  });
  test("image and includeSource come from the app", () => {
    const image = Image.fromRegistry("alpine");
    expect(parse({}, {}, { image, includeSource: false })).toMatchObject({
      image: image.definition,
      includeSource: false,
    });
    expect(
      parse({ includeSource: true, image: Image.micromamba() }, {}, { image, includeSource: false }),
    ).toMatchObject({
      image: Image.micromamba().definition,
      includeSource: true,
    });
  });
});

describe("settings", () => {
  test("every option has its place in one plain form", () => {
    const volume = Volume.fromName("data");
    const files = NetworkFileSystem.fromName("shared");
    const bucket = new CloudBucketMount("logs");
    const proxy = Proxy.fromName("gateway");
    const settings = parse(
      {
        image: Image.micromamba(),
        schedule: new Cron("0 0 * * *"),
        env: { A: "1", B: null },
        secrets: [Secret.fromName("key")],
        gpu: "a100:2",
        serialized: true,
        networkFileSystems: { "/shared/": files },
        volumes: { "/data": volume, "/logs": bucket },
        cpu: 1,
        cpuLimit: 2,
        memoryMiB: 512,
        memoryLimitMiB: 1024,
        ephemeralDiskMiB: 1024,
        minContainers: 1,
        maxContainers: 3,
        bufferContainers: 2,
        scaledownWindowMs: 500,
        proxy,
        retries: 2,
        timeoutMs: 1000,
        startupTimeoutMs: 86_400_000,
        name: "other",
        isGenerator: false,
        cloud: "AWS",
        region: ["us-east", "us-west"],
        routingRegion: "us-east",
        nonpreemptible: true,
        enableMemorySnapshot: true,
        blockNetwork: true,
        restrictModalAccess: true,
        singleUseContainers: true,
        i6pn: true,
        includeSource: false,
        experimentalOptions: { a: true, b: 2, c: "x" },
        restrictOutput: true,
        isolation: "thread",
      } satisfies Required<Omit<FunctionOptions, "maxInputs" | "schedulerPlacement">>,
      { requiredParameters: 0 },
    );
    expect(settings).toEqual({
      name: "other",
      isGenerator: false,
      schedule: { kind: "cron", expression: "0 0 * * *", timezone: "UTC" },
      image: Image.micromamba().definition,
      secrets: [Secret.fromName("key").definition, { kind: "values", values: { A: "1" }, isPublic: true }],
      gpus: [{ type: "A100", count: 2 }],
      serialized: true,
      networkFileSystems: [{ path: "/shared", networkFileSystem: files.definition }],
      volumes: [
        { kind: "volume", path: "/data", volume: volume.definition },
        { kind: "bucket", path: "/logs", bucket: bucket.definition },
      ],
      cpu: { requestMilli: 1000, limitMilli: 2000 },
      memory: { requestMiB: 512, limitMiB: 1024 },
      ephemeralDiskMiB: 1024,
      minContainers: 1,
      maxContainers: 3,
      bufferContainers: 2,
      scaledownWindowMs: 500,
      proxy: proxy.definition,
      retries: { maxRetries: 2, backoffCoefficient: 1, initialDelayMs: 1000, maxDelayMs: 60_000 },
      timeoutMs: 1000,
      startupTimeoutMs: 86_400_000,
      cloud: "AWS",
      regions: ["us-east", "us-west"],
      routingRegion: "us-east",
      nonpreemptible: true,
      enableMemorySnapshot: true,
      blockNetwork: true,
      restrictModalAccess: true,
      singleUseContainers: true,
      i6pn: true,
      includeSource: false,
      experimentalOptions: { a: "true", b: "2", c: "x" },
      restrictOutput: true,
      isolation: "thread",
    });
    expect(structuredClone(settings)).toEqual(settings);
  });
  test("secrets: the app's, the function's, then env", () => {
    const [first, second] = [Secret.fromName("first"), Secret.fromName("second")];
    expect(parse({ secrets: [second], env: { A: "1" } }, {}, { secrets: [first] }).secrets).toEqual([
      first.definition,
      second.definition,
      { kind: "values", values: { A: "1" }, isPublic: true },
    ]);
  });
  test("an env of nulls only is no secret", () => {
    expect(parse({ env: { A: null } }).secrets).toEqual([]);
  });
  test("volumes of the app stay unless the function mounts at their path", () => {
    const [ofApp, ofFunction] = [Volume.fromName("a"), Volume.fromName("b")];
    const volumes = { "/data": ofApp, "/more": new CloudBucketMount("logs") };
    expect(
      parse({ volumes: { "/data": ofFunction } }, {}, { volumes }).volumes.map(({ path, kind }) => [path, kind]),
    ).toEqual([
      ["/data", "volume"],
      ["/more", "bucket"],
    ]);
    expectError(
      () => parse({ volumes: { "/other": ofApp } }, {}, { volumes }),
      InvalidError,
      "same Volume",
      "/data and /other",
    );
  });
});

describe("wrong values", () => {
  test.each<[option: string, value: unknown, ...fragments: string[]]>([
    ["image", "debian", "must be an Image", '"debian"'],
    ["schedule", "0 0 * * *", "must be a Cron or Period", '"0 0 * * *"'],
    ["env", { A: 1 }, "has to be a dict", "A is of type number"],
    ["env", "A=1", "has to be a dict"],
    ["secrets", Secret.fromName("a"), "must be a list of Secrets", "an instance of Secret"],
    ["secrets", ["a"], "must be a list of Secrets", 'element 0 is "a"'],
    ["gpu", 8, "must be a string"],
    ["serialized", 1, "must be true or false", "got 1"],
    ["networkFileSystems", { "/a": Volume.fromName("a") }, "/a must be a NetworkFileSystem", "an instance of Volume"],
    ["volumes", { "/root": Volume.fromName("a") }, "nothing can be mounted at /root"],
    ["cpu", "2", "must be a number of cores"],
    ["memoryMiB", "1G", "must be a whole number of MiB"],
    ["ephemeralDiskMiB", 0, "whole number of MiB, 1 or more", "got 0"],
    ["minContainers", -1, "whole number, from 0 to 10000", "got -1"],
    ["minContainers", 1.5, "whole number", "got 1.5"],
    ["minContainers", "1", "whole number", 'got "1"'],
    ["maxContainers", 0, "whole number, 1 or more", "got 0"],
    ["bufferContainers", -1, "whole number, from 0 to 10000", "got -1"],
    ["scaledownWindowMs", 0, "milliseconds above 0", "got 0"],
    ["scaledownWindowMs", -1, "milliseconds above 0", "got -1"],
    ["scaledownWindowMs", Number.POSITIVE_INFINITY, "milliseconds above 0", "got Infinity"],
    ["proxy", "gateway", "must be a Proxy", '"gateway"'],
    ["retries", "3", "must be an integer or instance of Retries"],
    ["timeoutMs", 999, "whole number of milliseconds, from 1000 to 86400000", "got 999"],
    ["timeoutMs", 86_400_001, "from 1000 to 86400000", "got 86400001"],
    ["timeoutMs", null, "from 1000 to 86400000", "got null"],
    ["timeoutMs", 1500.5, "whole number", "got 1500.5"],
    ["startupTimeoutMs", 0, "from 1000 to 86400000", "got 0"],
    ["name", "", "must be a non-empty string"],
    ["name", 3, "must be a non-empty string", "got 3"],
    ["isGenerator", "yes", "must be true or false"],
    ["cloud", 1, "must be a non-empty string"],
    ["region", [1], "must be a non-empty string or a list"],
    ["routingRegion", "", "must be a non-empty string"],
    ["nonpreemptible", 0, "must be true or false"],
    ["i6pn", "on", "must be true or false"],
    ["experimentalOptions", [], "must be an object", "a list"],
    ["experimentalOptions", { a: {} }, "a must be a string, number or boolean"],
    ["maxInputs", 2, "can only be 1", "got 2", "singleUseContainers"],
    ["maxInputs", 0, "can only be 1", "got 0"],
    ["maxInputs", "1", "can only be 1", '"1"'],
    ["isolation", "process", 'must be "realm", "thread" or "inline"', '"process"'],
  ])("%s: %o", (option, value, ...fragments) => {
    expectError(
      () => parse({ [option]: value }),
      InvalidError,
      option === "retries" ? '"retries"' : `"${option}"`,
      ...fragments,
    );
  });
  test("minContainers must not be above maxContainers", () => {
    expect(parse({ minContainers: 2, maxContainers: 2 })).toMatchObject({ minContainers: 2, maxContainers: 2 });
    expectError(
      () => parse({ minContainers: 3, maxContainers: 2 }),
      InvalidError,
      '"minContainers" (3)',
      '"maxContainers" (2)',
    );
  });
  test("an error names the function", () => {
    expectError(() => parse({ timeoutMs: 0 }), InvalidError, 'Function "work": Option "timeoutMs"');
    expectError(() => parse({ retries: -1 }), InvalidError, 'Function "work": Option "retries"', "-1");
    expectError(() => parse({ timeoutMs: 0, name: "own" }), InvalidError, 'Function "own": Option "timeoutMs"');
    expectError(
      () => parse({ schedule: "0 * * * *" as never }),
      InvalidError,
      'Function "work": Option "schedule" must be a Cron or Period, got "0 * * * *"',
    );
    expectError(() => parse({ timeoutMs: 0 }, { name: "" }), InvalidError, 'Anonymous function: Option "timeoutMs"');
  });
});

describe("unknown options", () => {
  test.each([
    ["retry", '"retries"'],
    ["timeout", '"timeoutMs" (in milliseconds)'],
    ["memory", '"memoryMiB" (in MiB)'],
    ["scaledownWindow", '"scaledownWindowMs" (in milliseconds)'],
    ["ephemeralDisk", '"ephemeralDiskMiB" (in MiB)'],
    ["startup_timeout", '"startupTimeoutMs" (in milliseconds)'],
    ["min_containers", '"minContainers"'],
    ["secret", '"secrets"'],
    ["GPU", '"gpu"'],
    ["shedule", '"schedule"'],
    ["volume", '"volumes"'],
    ["isolaton", '"isolation"'],
  ])("%s means %s", (option, nearest) => {
    expectError(
      () => parse({ [option]: 1 }),
      InvalidError,
      `Unknown option "${option}" of app.function`,
      `Did you mean ${nearest}?`,
    );
  });
  test("one that is like no other lists all of them", () => {
    expectError(
      () => parse(Object.fromEntries([["quux", 1]])),
      InvalidError,
      'Unknown option "quux"',
      "Known options: image, env",
      "isGenerator",
    );
  });
  test("an image in place of the options is told apart", () => {
    expectError(
      // @ts-expect-error an image
      () => parse(Image.debianSlim()),
      InvalidError,
      "app.function got an Image",
      "app.function({ image }, ...)",
    );
    // @ts-expect-error a list
    expectError(() => parse([]), InvalidError, "app.function takes an options object, got a list");
  });
});

describe("schedules", () => {
  // Modal: docs/modal/schedules.md#rules
  test("need a function that is callable without arguments", () => {
    const schedule = new Period({ days: 1 });
    expect(parse({ schedule }, { requiredParameters: 0 }).schedule).toEqual(schedule.definition);
    expectError(
      () => parse({ schedule }, { requiredParameters: 1 }),
      InvalidError,
      '"work" has a schedule',
      "callable without arguments",
    );
  });
  test("are not for web functions", () => {
    expectError(
      () => parse({ schedule: new Cron("* * * * *") }, { requiredParameters: 0, isWeb: true }),
      InvalidError,
      '"work" answers web requests',
    );
  });
});

describe("names", () => {
  test("the option wins over the name of the function", () => {
    expect(parse({ name: "a" }, { name: "b" }).name).toBe("a");
    expect(parse({ name: "a" }, { name: "" }).name).toBe("a");
  });
  test("an anonymous function needs one", () => {
    expectError(() => parse({}, { name: "" }), InvalidError, "needs a name", '"name"');
  });
});

describe("generators and web functions", () => {
  test("isGenerator overrides what the function looks like", () => {
    expect(parse({}, { isGenerator: true }).isGenerator).toBe(true);
    expect(parse({ isGenerator: true }).isGenerator).toBe(true);
    expect(parse({ isGenerator: false }, { isGenerator: true }).isGenerator).toBe(false);
  });
  // Modal: docs/modal/retries.md#the-policy
  test.each([3, 0, new Retries({ maxRetries: 0 })])("retries %o are not for them, not even none", (retries) => {
    expectError(
      () => parse({ retries }, { isGenerator: true }),
      InvalidError,
      '"work" is a generator function',
      "retries are not supported",
    );
    expectError(() => parse({ retries, isGenerator: true }), InvalidError, '"work" is a generator function');
    expectError(
      () => parse({ retries }, { isWeb: true }),
      InvalidError,
      '"work" is a web function',
      "retries are not supported",
    );
  });
});

describe("options of a class", () => {
  test("are those of a function without schedule, name and isGenerator", () => {
    expect(parseClsOptions({ cpu: 1, retries: 2 }, bareApp, "Model", {})).toMatchObject({
      cpu: { requestMilli: 1000 },
      retries: { maxRetries: 2 },
    });
    expectError(
      // @ts-expect-error only for functions
      () => parseClsOptions({ schedule: new Cron("* * * * *") }, bareApp, "Model", {}),
      InvalidError,
      'Class "Model": Unknown option "schedule" of app.cls',
    );
    expectError(
      // @ts-expect-error only for functions
      () => parseClsOptions({ name: "A" }, bareApp, "Model", {}),
      InvalidError,
      'Unknown option "name" of app.cls',
    );
    expectError(
      // @ts-expect-error only for functions
      () => parseClsOptions({ isGenerator: true }, bareApp, "Model", {}),
      InvalidError,
      'Unknown option "isGenerator" of app.cls',
    );
  });
});
