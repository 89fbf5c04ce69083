import { expect } from "vitest";
import { InvalidError, NotFoundError, OutputExpiredError, TimeoutError } from "modal-emulator";
import { running } from "../apps/contract.js";
import type { Group } from "../case.js";

const DAY_MS = 86_400_000;

export const calls = {
  "call.invoke": [
    [
      "is answered with what the function returns or throws",
      async (asked) => {
        const { idOf } = await running(asked);
        const invoke = (tag: string, ...args: unknown[]) => asked.send("call.invoke", { functionId: idOf(tag), args });
        expect(await invoke("double", 4)).toEqual({ ok: true, value: 8 });
        expect(await invoke("nothing")).toEqual({ ok: true });
        expect(await invoke("nap", 0, [{ deep: [1, null] }])).toEqual({ ok: true, value: [{ deep: [1, null] }] });
        expect(await invoke("fails", "too far")).toMatchObject({
          ok: false,
          error: { class: "RangeError", message: "too far" },
        });
      },
    ],
    [
      "gives each asker its own answer, whichever is first",
      async (asked) => {
        const functionId = (await running(asked)).idOf("nap");
        const given = Array.from({ length: 100 }, (_, n) => n);
        const order: number[] = [];
        const answers = await Promise.all(
          given.map(async (n) => {
            const outcome = await asked.send("call.invoke", { functionId, args: [((n * 37) % 100) * 1000, n] });
            order.push(n);
            return outcome;
          }),
        );
        expect(answers).toEqual(given.map((value) => ({ ok: true, value })));
        expect(order).toEqual(given.toSorted((a, b) => ((a * 37) % 100) - ((b * 37) % 100)));
      },
    ],
    [
      "refuses generators, classes without their parameters, and unknown functions",
      async (asked) => {
        const { idOf } = await running(asked);
        for (const [functionId, errorClass, name] of [
          [idOf("counts"), InvalidError, "`counts`"],
          [idOf("Multiplier"), InvalidError, "`Multiplier`"],
          ["fu-none", NotFoundError, "fu-none"],
        ] as const)
          await asked.refused("call.invoke", { functionId, args: [1] }, errorClass, name);
      },
    ],
  ],
  "call.spawn": [
    [
      "is answered at once, with the id of the call",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("nap"), args: [60_000, "late"] });
        expect(callId).toMatch(/^fc-/);
        await asked.refused("call.get", { callId, index: 0, timeoutMs: 0 }, TimeoutError, callId, "`nap`");
      },
    ],
    [
      "refuses generators and unknown functions",
      async (asked) => {
        const { idOf } = await running(asked);
        await asked.refused("call.spawn", { functionId: idOf("counts"), args: [1] }, InvalidError, "`counts`");
        await asked.refused("call.spawn", { functionId: "fu-none", args: [] }, NotFoundError, "fu-none");
      },
    ],
  ],
  "call.spawnMap": [
    [
      "makes one call of many inputs, whose results are kept by their places",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawnMap", { functionId: idOf("double"), inputs: [[1], [2], [3]] });
        for (const index of [2, 0, 1])
          expect(await asked.send("call.get", { callId, index })).toEqual({ ok: true, value: 2 * (index + 1) });
      },
    ],
    [
      "names an unknown function",
      ({ refused }) => refused("call.spawnMap", { functionId: "fu-none", inputs: [] }, NotFoundError, "fu-none"),
    ],
  ],
  "call.find": [
    [
      "says what was called",
      async (asked) => {
        const functionId = (await running(asked)).idOf("double");
        const { appId } = await asked.send("function.find", { functionId });
        const { callId } = await asked.send("call.spawn", { functionId, args: [1] });
        expect(await asked.send("call.find", { callId })).toMatchObject({ functionId, appId });
      },
    ],
    ["names an unknown call", ({ refused }) => refused("call.find", { callId: "fc-none" }, NotFoundError, "fc-none")],
  ],
  "call.progress": [
    [
      "counts what the inputs of a call have come to",
      async (asked) => {
        const { idOf } = await running(asked);
        const none = { pending: 0, succeeded: 0, failed: 0, timedOut: 0, terminated: 0 };
        const inputs = [[1000], [0]];
        const { callId } = await asked.send("call.spawnMap", { functionId: idOf("nap"), inputs });
        await asked.send("call.get", { callId, index: 1 });
        expect(await asked.send("call.progress", { callId })).toEqual({ ...none, pending: 1, succeeded: 1 });
        await asked.send("call.cancel", { callId, terminateContainers: false });
        await asked.send("call.get", { callId, index: 0 }).catch(() => undefined);
        expect(await asked.send("call.progress", { callId })).toEqual({ ...none, succeeded: 1, terminated: 1 });
        const failed = await asked.send("call.spawn", { functionId: idOf("fails"), args: ["no"] });
        await asked.send("call.get", { ...failed, index: 0 });
        expect(await asked.send("call.progress", failed)).toEqual({ ...none, failed: 1 });
      },
    ],
    [
      "names an unknown call",
      ({ refused }) => refused("call.progress", { callId: "fc-none" }, NotFoundError, "fc-none"),
    ],
  ],
  "function.history": [
    [
      "counts what inputs came to in a span of time",
      async (asked) => {
        const functionId = (await running(asked)).idOf("double");
        const all = { functionId, withVariants: false };
        const first = await asked.send("function.history", all);
        const none = { pending: 0, succeeded: 0, failed: 0, timedOut: 0, terminated: 0, variants: 1 };
        expect(first).toMatchObject({ ...none, containers: { started: 0, failed: 0, creating: 0 } });
        expect(first.until - first.since).toBe(3_600_000);
        await asked.send("call.invoke", { functionId, args: [1] });
        const second = { ...none, succeeded: 1, containers: { started: 1, failed: 0, creating: 0 } };
        expect(await asked.send("function.history", all)).toMatchObject(second);
        expect(await asked.send("function.history", { ...all, containerId: "ta-none" })).toMatchObject(none);
        expect(await asked.send("function.history", { ...all, since: 0, until: 1 })).toMatchObject(none);
        await asked.send("function.bind", { functionId, variant: { key: "k", options: { timeoutMs: 5000 } } });
        expect(await asked.send("function.history", { ...all, withVariants: true })).toMatchObject({ variants: 2 });
      },
    ],
    [
      "names an unknown function",
      ({ refused }) =>
        refused(
          "function.history",
          { functionId: "fu-none", since: 0, until: 1, withVariants: false },
          NotFoundError,
          "fu-none",
        ),
    ],
    [
      "refuses a span that ends before it begins, or is longer than 7 days",
      async (asked) => {
        const of = { functionId: (await running(asked)).idOf("double"), withVariants: false };
        await asked.refused("function.history", { ...of, since: 1, until: 1 }, InvalidError, "before");
        await asked.refused("function.history", { ...of, since: 0, until: 604_800_001 }, InvalidError, "7 days");
      },
    ],
  ],
  "call.inputs": [
    [
      "counts the inputs of a call",
      async (asked) => {
        const functionId = (await running(asked)).idOf("double");
        const inputs = Array.from({ length: 12 }, (_, n) => [n]);
        const many = await asked.send("call.spawnMap", { functionId, inputs });
        expect(await asked.send("call.inputs", many)).toBe(12);
        expect(await asked.send("call.inputs", await asked.send("call.spawnMap", { functionId, inputs: [] }))).toBe(0);
        expect(await asked.send("call.inputs", await asked.send("call.spawn", { functionId, args: [1] }))).toBe(1);
      },
    ],
    ["names an unknown call", ({ refused }) => refused("call.inputs", { callId: "fc-none" }, NotFoundError, "fc-none")],
  ],
  "call.get": [
    [
      "waits as long as it may, and gives the result again and again",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("nap"), args: [5000, { kept: true }] });
        const get = { callId, index: 0 };
        await asked.refused("call.get", { ...get, timeoutMs: 1000 }, TimeoutError, callId, "1000 ms");
        const result = { ok: true, value: { kept: true } };
        expect(await asked.send("call.get", { ...get, timeoutMs: 60_000 })).toEqual(result);
        expect(await asked.send("call.get", get)).toEqual(result);
      },
    ],
    [
      "gives what a call has thrown",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("fails"), args: ["lost"] });
        expect(await asked.send("call.get", { callId, index: 0 })).toMatchObject({
          ok: false,
          error: { message: "lost" },
        });
      },
    ],
    [
      "finds a result dropped after seven days",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("double"), args: [1] });
        await asked.send("call.get", { callId, index: 0 });
        const { functionId } = await asked.send("function.bind", {
          functionId: idOf("nap"),
          variant: { key: "patient", options: { timeoutMs: DAY_MS } },
        });
        for (let day = 0; day < 8; day++)
          await asked.send("call.invoke", { functionId, args: [0.9 * DAY_MS, "tomorrow"] });
        await asked.refused("call.get", { callId, index: 0 }, OutputExpiredError, callId);
      },
    ],
    [
      "names an unknown call, a place that there is not, and a call whose results are not kept",
      async (asked) => {
        const { idOf } = await running(asked);
        const spawned = await asked.send("call.spawn", { functionId: idOf("double"), args: [1] });
        const mapped = await asked.send("map.start", { functionId: idOf("double") });
        await asked.refused("call.get", { callId: "fc-none", index: 0 }, NotFoundError, "fc-none");
        for (const index of [1, -1])
          await asked.refused("call.get", { ...spawned, index }, InvalidError, spawned.callId, `index ${index}`);
        await asked.refused("call.get", { ...mapped, index: 0 }, InvalidError, mapped.callId);
      },
    ],
  ],
  "call.cancel": [
    [
      "ends the call, whoever waits for it, and may come again",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("nap"), args: [60_000, "late"] });
        const waiting = asked.send("call.get", { callId, index: 0 });
        for (const terminateContainers of [false, true])
          expect(await asked.send("call.cancel", { callId, terminateContainers })).toBeNull();
        const cancelled = { ok: false, error: { class: "RemoteError", message: "" } };
        expect(await waiting).toMatchObject(cancelled);
        expect(await asked.send("call.get", { callId, index: 0 })).toMatchObject(cancelled);
      },
    ],
    [
      "ends its container too, if asked to",
      async (asked) => {
        const functionId = (await running(asked)).idOf("nap");
        const containers = async () => (await asked.send("function.stats", { functionId })).numTotalRunners;
        for (const terminateContainers of [false, true]) {
          const { callId } = await asked.send("call.spawn", { functionId, args: [60_000, "late"] });
          await asked.refused("call.get", { callId, index: 0, timeoutMs: 1000 }, TimeoutError, callId); // it runs by now
          await asked.send("call.cancel", { callId, terminateContainers });
          expect(await containers()).toBe(terminateContainers ? 0 : 1);
        }
      },
    ],
    [
      "leaves a result alone",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("double"), args: [1] });
        const result = await asked.send("call.get", { callId, index: 0 });
        await asked.send("call.cancel", { callId, terminateContainers: true });
        expect(await asked.send("call.get", { callId, index: 0 })).toEqual(result);
      },
    ],
    [
      "names an unknown call",
      ({ refused }) =>
        refused("call.cancel", { callId: "fc-none", terminateContainers: false }, NotFoundError, "fc-none"),
    ],
  ],
  "call.graph": [
    [
      "shows a call with the calls that it made",
      async (asked) => {
        const { idOf } = await running(asked);
        const { callId } = await asked.send("call.spawn", { functionId: idOf("doubles"), args: [4] });
        await asked.send("call.get", { callId, index: 0 });
        const node = {
          status: "SUCCESS",
          moduleName: "contract",
          inputId: expect.stringMatching(/^in-/),
          taskId: expect.stringMatching(/^ta-/),
        };
        const graph = await asked.send("call.graph", { callId });
        expect(within(graph, callId)).toMatchObject({
          ...node,
          functionName: "doubles",
          children: [{ ...node, functionName: "double", children: [] }],
        });
      },
    ],
    ["names an unknown call", ({ refused }) => refused("call.graph", { callId: "fc-none" }, NotFoundError, "fc-none")],
  ],
  "call.abandon": [
    [
      "ends a map: what was not sent is dropped",
      async (asked) => {
        const functionId = (await running(asked)).idOf("double");
        const map = await asked.send("map.start", { functionId });
        const taking = asked.send("map.take", map);
        expect(await asked.send("call.abandon", { ...map, cancel: true })).toBeNull();
        expect(await taking).toEqual({ outputs: [], done: true });
        expect(await asked.send("map.put", { ...map, inputs: [[1]] })).toBeNull();
        expect(await asked.send("map.take", map)).toEqual({ outputs: [], done: true });
      },
    ],
    [
      "names an unknown call",
      ({ refused }) => refused("call.abandon", { callId: "fc-none", cancel: false }, NotFoundError, "fc-none"),
    ],
  ],
} satisfies Group;

interface Node {
  readonly functionCallId: string;
  readonly children: readonly Node[];
}

/** The node of a call: the graph begins with whoever made the first call. */
function within(nodes: readonly Node[], callId: string): Node | undefined {
  for (const node of nodes) {
    const found = node.functionCallId === callId ? node : within(node.children, callId);
    if (found) return found;
  }
  return undefined;
}
