// Modal: docs/modal/function-calls.md#call-graph
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, formatCallGraph, FunctionCall, type CallGraphNode } from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("call-graph");
const leaf = app.function({}, async function leaf(ms: number) {
  await sleep(ms);
  return ms;
});
const scarce = app.function({ maxContainers: 1 }, async function scarce() {
  await sleep(1000);
});
const fails = app.function({}, async function fails() {
  throw new Error("no");
});
const tooSlow = app.function({ timeoutMs: 1000 }, async function tooSlow() {
  await sleep(60_000);
});
const tree = app.function({}, async function tree() {
  await leaf.remote(10);
  await Array.fromAsync(leaf.map([20, 30]));
  await fails.remote().catch(() => undefined);
  await tooSlow.remote().catch(() => undefined);
  const call = await leaf.spawn(60_000);
  await sleep(10);
  await call.cancel();
  return "done";
});
const deep = app.function({ name: "deep" }, async (n: number): Promise<string> =>
  n === 0 ? "bottom" : deep.remote(n - 1),
);
const day = app.function({ timeoutMs: 86_400_000 }, async function day() {
  await sleep(72_000_000);
  return "a day later";
});
const leavesBehind = app.function({}, async function leavesBehind() {
  return day.spawn();
});
const asks = app.function({}, async function asks(rootId: string) {
  return FunctionCall.fromId(rootId).getCallGraph();
});
const asksForItself = app.function({}, async function asksForItself() {
  const call = await leaf.spawn(10);
  await call.get();
  return call.getCallGraph();
});

/** Function names and statuses, nested. */
function shape({ functionName, status, children }: CallGraphNode): unknown {
  return children.length > 0 ? [functionName, status, children.map(shape)] : [functionName, status];
}

describe("the call graph", () => {
  test("has a node for each input, in order of creation, with what became of it", async ({ world }) => {
    await world.run(app, async () => {
      const call = await tree.spawn();
      await call.get();
      expect((await call.getCallGraph()).map(shape)).toEqual([
        [
          "tree",
          "SUCCESS",
          [
            ["leaf", "SUCCESS"],
            ["leaf", "SUCCESS"],
            ["leaf", "SUCCESS"],
            ["fails", "FAILURE"],
            ["tooSlow", "TIMEOUT"],
            ["leaf", "TERMINATED"],
          ],
        ],
      ]);
    });
  });

  test("is exact while the calls run", async ({ world }) => {
    await world.run(app, async () => {
      const call = await tree.spawn();
      await world.clock.advance(15);
      expect((await call.getCallGraph()).map(shape)).toEqual([
        [
          "tree",
          "PENDING",
          [
            ["leaf", "SUCCESS"],
            ["leaf", "PENDING"],
            ["leaf", "PENDING"],
          ],
        ],
      ]);
    });
  });

  test("carries the ids of input, call and container, and the module's name", async ({ world }) => {
    await world.run(app, async () => {
      const call = await leaf.spawn(10);
      await world.clock.advance(5);
      expect(await call.getCallGraph()).toEqual([
        {
          inputId: world.events.of("input.created")[0]?.input,
          functionCallId: call.functionCallId,
          taskId: world.containers()[0]?.containerId,
          status: "PENDING",
          functionName: "leaf",
          moduleName: "call-graph.test",
          children: [],
        },
      ]);
      await call.get();
      expect((await call.getCallGraph())[0]?.taskId).toBe(world.containers()[0]?.containerId);
    });
  });

  test("follows recursion all the way down", async ({ world }) => {
    await world.run(app, async () => {
      const call = await deep.spawn(3);
      await call.get();
      const [root] = await call.getCallGraph();
      expect(root && shape(root)).toEqual([
        "deep",
        "SUCCESS",
        [["deep", "SUCCESS", [["deep", "SUCCESS", [["deep", "SUCCESS"]]]]]],
      ]);
    });
  });

  test("is that of the whole tree, whichever call of it is asked", async ({ world }) => {
    await world.run(app, async () => {
      const roots = await asksForItself.remote();
      expect(roots.map(shape)).toEqual([["asksForItself", "PENDING", [["leaf", "SUCCESS"]]]]);
    });
  });

  test("can be asked for inside another function", async ({ world }) => {
    await world.run(app, async () => {
      const call = await leaf.spawn(10);
      await call.get();
      expect((await asks.remote(call.functionCallId)).map(shape)).toEqual([["leaf", "SUCCESS"]]);
    });
  });

  test("leaves out what has expired, with all that it called", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const child = await (await leavesBehind.spawn()).get();
      expect((await child.getCallGraph()).map(shape)).toEqual([["leavesBehind", "SUCCESS", [["day", "PENDING"]]]]);
      await world.clock.advance({ days: 7, minutes: 1 });
      expect(await child.get()).toBe("a day later");
      expect(await child.getCallGraph()).toEqual([]);
    });
  });

  test("is a text for people through formatCallGraph", async ({ world }) => {
    await world.run(app, async () => {
      const call = await tree.spawn();
      await world.clock.advance(15);
      const text = formatCallGraph(await call.getCallGraph());
      const [root, ...leaves] = text.split("\n");
      expect(root).toMatch(/^tree PENDING in-\w{22} in ta-\w{26}$/);
      expect(leaves.map((line) => line.replace(/ in-.*/, ""))).toEqual([
        "├─ leaf SUCCESS",
        "├─ leaf PENDING",
        "└─ leaf PENDING",
      ]);
    });
    expect(formatCallGraph([])).toBe("");
    const node = {
      inputId: "in-1",
      functionCallId: "fc-1",
      taskId: null,
      status: "PENDING",
      functionName: "f",
      moduleName: "m",
      children: [],
    } as const;
    expect(
      formatCallGraph([
        {
          ...node,
          children: [
            { ...node, taskId: "ta-1", children: [node] },
            { ...node, children: [node] },
          ],
        },
      ]),
    ).toBe(
      [
        "f PENDING in-1",
        "├─ f PENDING in-1 in ta-1",
        "│  └─ f PENDING in-1",
        "└─ f PENDING in-1",
        "   └─ f PENDING in-1",
      ].join("\n"),
    );
  });

  test("of a call that has not started has no container", async ({ world }) => {
    await world.run(app, async () => {
      await scarce.spawn();
      const call = await scarce.spawn();
      await world.clock.advance(1);
      expect(await call.getCallGraph()).toMatchObject([{ status: "PENDING", taskId: null }]);
    });
  });

  test("tells a container that could not start: INIT_FAILURE", async ({ world }) => {
    const { app: broken, never } = await import("../apps/broken-import.js");
    await world.run(broken, async () => {
      const call = await never.spawn();
      await call.get().catch(() => undefined);
      expect((await call.getCallGraph()).map(shape)).toEqual([["never", "INIT_FAILURE"]]);
    });
  });
});
