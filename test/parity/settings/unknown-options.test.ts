// Modal: docs/modal/handles-and-names.md
import { describe, expect } from "vitest";
import * as modal from "modal-emulator";
import { App } from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("unknown-options");
const fn = app.function({}, async function fn(x: number) {
  return x;
});
const Local = app.cls(
  {},
  class Local {
    size = 1;
  },
);

const volume = modal.Volume.fromName("v", { createIfMissing: true });
const files = modal.NetworkFileSystem.fromName("n", { createIfMissing: true });
const dict = modal.Dict.fromName("d", { createIfMissing: true });
const queue = modal.Queue.fromName("q", { createIfMissing: true });
const call = modal.FunctionCall.fromId("fc-1");
const id = (prefix: string): string => `${prefix}-0123456789abcdefghijkl`;

/** What can be called, on what, with what before the options. */
const CALLS: readonly (readonly [on: object, methods: Readonly<Record<string, readonly unknown[]>>])[] = [
  [modal, { forward: [1], simulatePreemption: [] }],
  [App, { lookup: ["unknown-options"] }],
  [app, { run: [], deploy: [], include: [new App("x")] }],
  [
    fn,
    {
      hydrate: [],
      withOptions: [],
      withConcurrency: [],
      withBatching: [],
      updateAutoscaler: [],
      map: [[1]],
      starmap: [[[1]]],
      forEach: [[1]],
      spawnMap: [[1]],
      experimentalSpawnMap: [[1]],
      getCurrentStats: [],
      getWebUrl: [],
      keepWarm: [1],
    },
  ],
  [Local, { hydrate: [], withOptions: [], withConcurrency: [] }],
  [modal.Function_, { fromName: ["a", "f"], lookup: ["a", "f"] }],
  [modal.Cls, { fromName: ["a", "C"], lookup: ["a", "C"] }],
  [modal.FunctionCall, { fromId: [id("fc")] }],
  [call, { get: [], cancel: [], iter: [], numInputs: [], getCallGraph: [] }],
  [modal.Client, { fromEnv: [] }],
  [modal.Client.fromEnv(), { lookup: ["a"] }],
  [
    modal.Volume,
    { fromName: ["v"], fromId: [id("vo")], ephemeral: [], persist: ["v"], rename: ["v", "w"], delete: ["v"] },
  ],
  [
    volume,
    {
      hydrate: [],
      info: [],
      commit: [],
      reload: [],
      listdir: ["/"],
      iterdir: ["/"],
      removeFile: ["/a"],
      copyFiles: [["/a"], "/b"],
      withMountOptions: [],
      readOnly: [],
      readFile: ["/a"],
    },
  ],
  [modal.NetworkFileSystem, { fromName: ["n"], ephemeral: [], persist: ["n"], delete: ["n"] }],
  [
    files,
    {
      hydrate: [],
      info: [],
      writeFile: ["/a", "text"],
      listdir: ["/"],
      iterdir: ["/"],
      removeFile: ["/a"],
      addLocalFile: ["a", "/b"],
      addLocalDir: ["a", "/b"],
    },
  ],
  [modal.Dict, { fromName: ["d"], fromId: [id("di")], ephemeral: [] }],
  [
    dict,
    { hydrate: [], info: [], put: ["a", 1], contains: ["a"], len: [], clear: [], keys: [], values: [], items: [] },
  ],
  [modal.Queue, { fromName: ["q"], fromId: [id("qu")], ephemeral: [] }],
  [queue, { hydrate: [], info: [], put: [1], putMany: [[1]], get: [], getMany: [1], len: [], clear: [], iterate: [] }],
  [
    modal.Secret,
    {
      fromName: ["s"],
      fromDict: [{ A: "1" }],
      fromObject: [{ A: "1" }],
      fromLocalEnviron: [[]],
      fromDotenv: ["."],
      fromId: [id("st")],
    },
  ],
  [modal.Secret.fromName("s"), { hydrate: [], info: [], update: [{ A: "1" }] }],
  [modal.Proxy, { fromName: ["p"] }],
  [modal.Proxy.fromName("p"), { hydrate: [] }],
  [modal.Environment, { fromName: ["env"], fromContext: [] }],
  [modal.Environment.fromName("env"), { hydrate: [] }],
  [modal.Environment.objects, { create: ["env"], list: [], delete: ["env"] }],
  ...[modal.Volume.objects, modal.Dict.objects, modal.Queue.objects].map(
    (objects) => [objects, { create: ["o"], list: [], delete: ["o"] }] as const,
  ),
  [modal.Secret.objects, { create: ["o", { A: "1" }], list: [], delete: ["o"] }],
  [modal.Image, { fromId: [id("im")], debianSlim: [], fromRegistry: ["tag"], micromamba: [] }],
  [
    modal.Image.debianSlim(),
    { hydrate: [], aptInstall: ["git"], pipInstall: ["a"], runCommands: ["ls"], addLocalFile: ["a", "/b"] },
  ],
];

describe("an option that nobody knows is refused by name", () => {
  for (const [on, methods] of CALLS)
    for (const [method, before] of Object.entries(methods)) {
      const owner = typeof on === "function" || on === Local ? (on as { name: string }).name : on.constructor?.name;
      test(`by ${owner ?? "the package"}, ${method}`, async ({ world }) => {
        world.secrets.set("s", { A: "1" });
        const outcome: unknown = await world.within(async () => {
          try {
            const body = Reflect.get(on, method) as (...args: unknown[]) => unknown;
            const result: unknown = await Reflect.apply(body, on, [...before, { surelyUnknown: 1 }]);
            if (typeof result === "object" && result !== null && Symbol.asyncIterator in result)
              await (result as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
            return "taken";
          } catch (error) {
            return error;
          }
        });
        expect(outcome).toBeInstanceOf(Error);
        expect([modal.InvalidError, TypeError]).toContain((outcome as Error).constructor);
        expect((outcome as Error).message).toContain("surelyUnknown");
      });
    }

  test("by what defines functions, classes, entrypoints and marks", () => {
    const options = { surelyUnknown: 1 } as never;
    const body = async function body(): Promise<void> {};
    class Body {}
    const definitions = [
      () => app.function(options, body),
      () => app.cls(options, Body),
      () => app.localEntrypoint(options, body),
      () => modal.batched(options, body as never),
      () => modal.concurrent(options, body),
      () => modal.method(options, body),
      () => modal.enter(options, body),
      () => modal.parameter(options),
      () => new App("x", options),
      () => new modal.Stub("x", options),
      () => new modal.Retries(options),
      () => new modal.Period(options),
      () => new modal.Cron("* * * * *", options),
      () => new modal.SchedulerPlacement(options),
      () => new modal.CloudBucketMount("b", options),
    ];
    for (const define of definitions) expect(define, String(define)).toThrow(/surelyUnknown/);
  });

  test("and what is no options object goes by, as an index does", () => {
    expect(
      [id("di")].map((each: string, index: number) => Reflect.apply(modal.Dict.fromId, undefined, [each, index])),
    ).toHaveLength(1);
  });
});
