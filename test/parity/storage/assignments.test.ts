// Modal: docs/modal/apps.md#the-constructor, docs/modal/handles-and-names.md#lazy-handles
import { inspect } from "node:util";
import { describe, expect } from "vitest";
import * as modal from "modal-emulator";
import { App, Image, InvalidError, isLocal, method, Secret } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../../support/expect-error.js";

const app = new App("assignments");
const fn = app.function({}, async function fn() {
  return 1;
});
const Local = app.cls(
  {},
  class Local {
    static count = 0;
    size = 1;
    run = method(() => this.size);
  },
);

const later = new App("image-later");
const before = later.function({}, async function before() {});
const image = Image.debianSlim().env({ SET: "later" });
later.image = image;
const after = later.function({}, async function after() {
  return process.env["SET"];
});

/** One of each class that the package exports. */
const SAMPLES: Readonly<Record<string, () => object | Promise<object>>> = {
  App: () => app,
  Stub: () => new modal.Stub("assignments-stub"),
  Client: () => modal.Client.fromEnv(),
  RunningApp: () => app.run(),
  FunctionCall: () => modal.FunctionCall.fromId("fc-1"),
  Function_: () => fn,
  Cls: () => Local,
  Server: () => modal.Server.fromName("assignments", "Site"),
  Image: () => Image.debianSlim(),
  Volume: () => modal.Volume.fromName("v"),
  NetworkFileSystem: () => modal.NetworkFileSystem.fromName("n"),
  Dict: () => modal.Dict.fromName("d"),
  Queue: () => modal.Queue.fromName("q"),
  Secret: () => Secret.fromName("s"),
  Proxy: () => modal.Proxy.fromName("p"),
  Environment: () => modal.Environment.fromName("env"),
  Workspace: () => modal.Workspace.fromContext(),
  CloudBucketMount: () => new modal.CloudBucketMount("b"),
  Cron: () => new modal.Cron("* * * * *"),
  Period: () => new modal.Period({ days: 1 }),
  Retries: () => new modal.Retries(),
  SchedulerPlacement: () => new modal.SchedulerPlacement({}),
  FilePatternMatcher: () => new modal.FilePatternMatcher("*"),
  Tunnel: () => new modal.Tunnel({ host: "h", port: 1, unencryptedHost: "", unencryptedPort: 0 }),
  ExperimentalOutboundPolicy: () => new modal.ExperimentalOutboundPolicy(),
  Probe: () => modal.Probe.withTcp(1),
  Sandbox: sandbox,
  SandboxFilesystem: async () => (await sandbox()).filesystem,
  SandboxSnapshot: async () => (await sandbox({ experimentalEnableSnapshot: true })).experimentalSnapshot(),
  SidecarContainer: async () => (await sandbox()).experimentalSidecars.create("cat", { name: "beside" }),
  FileIO: async () => (await sandbox()).open("/etc/hostname"),
  ContainerProcess: async () => (await sandbox()).exec("true"),
};

async function sandbox(options: modal.SandboxCreateOptions = {}): Promise<modal.Sandbox> {
  return modal.Sandbox.create({ ...options, app: await modal.App.lookup("sandboxes", { createIfMissing: true }) });
}

const SETTERS: Readonly<Record<string, readonly string[]>> = { App: ["image"], Stub: ["image"] };

/** Of every object, and of every function. */
const FIXED = ["__proto__", "arguments", "caller"];

function gettersOf(sample: object): string[] {
  const getters = new Set<string>();
  for (let at: object | null = sample; at; at = Object.getPrototypeOf(at) as object | null)
    for (const [key, { get }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (get && !FIXED.includes(key)) getters.add(key);
  return [...getters];
}

describe("an assignment that would do nothing is refused", () => {
  test("every class that is exported is looked at", () => {
    const classes = Object.entries(modal)
      .filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === "function")
      .filter(([, value]) => !(value === Error || (value as { prototype?: object }).prototype instanceof Error))
      .map(([, value]) => value);
    const looked = Object.keys(SAMPLES).map((name) => Reflect.get(modal, name) as unknown);
    expect(classes.filter((each) => !looked.includes(each))).toEqual([]);
  });

  for (const [name, make] of Object.entries(SAMPLES))
    test(`of ${name}: to its getters and to unknown names`, async ({ world }) => {
      const sample = await world.within(async () => ({ made: await make() })).then(({ made }) => made);
      const keys = gettersOf(sample).filter((key) => !SETTERS[name]?.includes(key));
      for (const key of [...keys, "surelyUnknown", "definitions"]) {
        const error = thrown(() => Reflect.set(sample, key, 1, sample));
        expect(error, key).toBeInstanceOf(InvalidError);
        expect((error as Error).message, key).toMatch(new RegExp(`\`${key}\` of .* cannot be set\\. .+\\.`));
      }
      if (Symbol.asyncDispose in sample) await (sample as AsyncDisposable)[Symbol.asyncDispose]();
    });

  test("of what one may think of", () => {
    const options: Record<string, unknown> = {
      secrets: [],
      volumes: {},
      name: "other",
      appId: "ap-1",
      description: "d",
    };
    for (const [key, value] of Object.entries(options))
      expectError(
        () => Object.assign(app, { [key]: value }),
        InvalidError,
        `\`${key}\` of App cannot be set`,
        "new App(",
      );
    expectError(() => Object.assign(fn, { timeoutMs: 1000 }), InvalidError, "withOptions");
    expectError(() => Object.assign(Secret.fromName("s"), { definition: {} }), InvalidError, "`definition` of Secret");
  });

  test("of classes and their instances: statics and fields of the user's own may be set", async () => {
    Object.assign(Local, { count: 3 });
    expect(Reflect.get(Local, "count")).toBe(3);
    for (const key of ["name", "withOptions", "unknown"])
      expectError(() => Object.assign(Local, { [key]: 1 }), InvalidError, `\`${key}\` of class \`Local\``);
    const local = new Local();
    Object.assign(local, { size: 7 });
    expect(local.run.local()).toBe(7);
    for (const key of ["run", "updateAutoscaler", "unknown"])
      expectError(() => Object.assign(local, { [key]: 1 }), InvalidError, `\`${key}\` of an instance of \`Local\``);
    const found = modal.Cls.fromName("assignments", "Local");
    expectError(() => Object.assign(found, { size: 1 }), InvalidError, "`size` of class `Local`");
    expectError(() => Object.assign(new found(), { size: 1 }), InvalidError, "`size` of an instance of `Local`");
  });

  test("derived classes of users may have fields of their own", () => {
    class Own extends App {
      extra: number;
      constructor() {
        super("own");
        this.extra = 1;
      }
    }
    expect(new Own().extra).toBe(1);
    expectError(() => Object.assign(new Own(), { appId: "ap-1" }), InvalidError, "`appId` of Own");
  });

  test("handles are printed with what they stand for", () => {
    expect(inspect(modal.Volume.fromName("v"), { breakLength: 200 })).toBe(
      "Volume { definition: { kind: 'named', name: 'v', createIfMissing: false } }",
    );
    expect(inspect(app)).toBe("App { name: 'assignments' }");
  });
});

describe("app.image", () => {
  test("is the image of what is defined after it is set", async ({ world }) => {
    expect(later.image).toBe(image);
    expect(new App("x", { image }).image).toBe(image);
    expect(new App("x").image).toBeUndefined();
    if (isLocal()) expect(before.definition?.image.env).toEqual({});
    expect(after.definition?.image).toEqual(image.definition);
    expect(await world.run(later, () => after.remote())).toBe("later");
  });

  test("takes an image, or undefined", () => {
    const own = new App("x", { image, tags: { a: "1" } });
    for (const wrong of ["debian", null, {}, Secret.fromName("s")])
      expectError(() => Object.assign(own, { image: wrong }), InvalidError, "image must be an Image");
    expect(own.image).toBe(image);
    own.image = undefined;
    expect(own.image).toBeUndefined();
  });
});

function thrown(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}
