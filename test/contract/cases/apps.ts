import { expect } from "vitest";
import { ExecutionError, InvalidError, NotFoundError } from "modal-emulator";
import type { AppDefinition } from "../../../src/contract/app-definition.js";
import type { ContainerSettings } from "../../../src/contract/container-settings.js";
import { bindingOf, contractApp, running } from "../apps/contract.js";
import type { Group } from "../case.js";

const definition = contractApp();

/** As an update of the app sends it. */
const deployment = { app: definition, tag: "", strategy: "rolling" } as const;

function withSettings(settings: Partial<ContainerSettings>): AppDefinition {
  return {
    ...definition,
    functions: definition.functions.map((fn) => ({ ...fn, settings: { ...fn.settings, ...settings } })),
  };
}

const missingVolume = withSettings({
  volumes: [{ kind: "volume", path: "/data", volume: { kind: "named", name: "nowhere", createIfMissing: false } }],
});

export const apps = {
  "app.run": [
    [
      "gives ids to the app, its functions and the methods of its classes",
      async ({ send }) => {
        const { appId, environment, functions } = await send("app.run", { app: definition });
        expect(appId).toMatch(/^ap-/);
        expect(environment).toBe("main");
        expect(functions.map(({ tag }) => tag)).toEqual(definition.functions.map(({ tag }) => tag));
        const binding = bindingOf({ appId, environment, functions }, "Multiplier");
        const methods = binding.cls?.methods ?? [];
        expect(methods.map(({ name, isGenerator }) => [name, isGenerator])).toEqual([
          ["times", false],
          ["upTo", true],
        ]);
        const ids = [...functions, ...methods].map(({ functionId }) => functionId);
        for (const id of ids) expect(id).toMatch(/^fu-/);
        expect(new Set(ids).size).toBe(ids.length);
        expect(bindingOf({ appId, environment, functions }, "counts").isGenerator).toBe(true);
      },
    ],
    [
      "gives other ids each time, in the environment that is asked for",
      async ({ send }) => {
        const first = await send("app.run", { app: definition });
        const second = await send("app.run", { app: definition, environment: "staging", detach: true });
        expect(second.environment).toBe("staging");
        expect(second.appId).not.toBe(first.appId);
      },
    ],
    [
      "names what is missing",
      ({ refused }) => refused("app.run", { app: missingVolume }, NotFoundError, "Volume", '"nowhere"', '"main"'),
    ],
  ],
  "app.setTags": [
    [
      "replaces all tags, also of an app that has stopped",
      async ({ send }) => {
        const { appId } = await send("app.run", { app: { ...definition, tags: { team: "a", stage: "one" } } });
        expect(await send("app.setTags", { appId, name: undefined, tags: { team: "b" } })).toBeNull();
        await send("app.stop", { appId, detached: false });
        expect(await send("app.tags", { appId, name: undefined })).toEqual({ team: "b" });
      },
    ],
    [
      "names an app that there is not",
      ({ refused }) =>
        refused("app.setTags", { appId: "ap-nobody", name: undefined, tags: {} }, NotFoundError, "ap-nobody"),
    ],
  ],
  "app.tags": [
    [
      "gives those of the definition that was published last",
      async ({ send }) => {
        const { appId } = await send("app.deploy", { ...deployment, app: { ...definition, tags: { team: "a" } } });
        await send("app.setTags", { appId, name: undefined, tags: { team: "b" } });
        expect(await send("app.tags", { appId, name: undefined })).toEqual({ team: "b" });
        await send("app.deploy", { ...deployment, app: { ...definition, tags: { team: "c" } } });
        expect(await send("app.tags", { appId, name: undefined })).toEqual({ team: "c" });
      },
    ],
    [
      "names an app that there is not",
      ({ refused }) => refused("app.tags", { appId: "ap-nobody", name: undefined }, NotFoundError, "ap-nobody"),
    ],
  ],
  "app.deploy": [
    [
      "keeps ids from one version to the next, and leaves out functions that are gone",
      async ({ send, refused }) => {
        const first = await send("app.deploy", deployment);
        const app = { ...definition, functions: definition.functions.filter(({ tag }) => tag !== "fails") };
        const second = await send("app.deploy", { ...deployment, app, tag: "v2", strategy: "recreate" });
        expect(second.appId).toBe(first.appId);
        expect(second.functions).toEqual(first.functions.filter(({ tag }) => tag !== "fails"));
        const { functionId } = bindingOf(first, "fails");
        await refused("call.invoke", { functionId, args: ["?"] }, NotFoundError, functionId);
      },
    ],
    [
      "names what is missing, in the environment that is asked for",
      ({ refused }) =>
        refused(
          "app.deploy",
          { ...deployment, app: missingVolume, environment: "staging" },
          NotFoundError,
          '"nowhere"',
          '"staging"',
        ),
    ],
  ],
  "container.stop": [
    [
      "names a container that does not run",
      ({ refused }) =>
        refused("container.stop", { containerId: "ta-nobody", isGraceful: false }, NotFoundError, "ta-nobody"),
    ],
  ],
  "app.stop": [
    [
      "ends what runs, and nothing can be called any more",
      async (asked) => {
        const { send, refused } = asked;
        const { appId, idOf } = await running(asked);
        const waiting = send("call.invoke", { functionId: idOf("nap"), args: [60_000, "late"] });
        await send("call.invoke", { functionId: idOf("double"), args: [1] });
        expect(await send("app.stop", { appId, detached: false })).toBeNull();
        expect(await waiting).toMatchObject({ ok: false, error: { class: "RemoteError" } });
        await refused("call.invoke", { functionId: idOf("double"), args: [1] }, ExecutionError, "`double`");
      },
    ],
    [
      "lets a detached app end its work first",
      async (asked) => {
        const { send, refused } = asked;
        const { appId, idOf } = await running(asked, { detach: true });
        const { callId } = await send("call.spawn", { functionId: idOf("nap"), args: [60_000, "done"] });
        await send("app.stop", { appId, detached: true });
        expect(await send("call.get", { callId, index: 0 })).toEqual({ ok: true, value: "done" });
        await refused("call.spawn", { functionId: idOf("double"), args: [1] }, ExecutionError, "`double`");
      },
    ],
    [
      "may come twice, and for an app that never was",
      async (asked) => {
        const { appId } = await running(asked);
        for (const id of [appId, appId, "ap-none"])
          expect(await asked.send("app.stop", { appId: id, detached: false })).toBeNull();
      },
    ],
  ],
  "app.lookup": [
    [
      "finds what is deployed, in its environment",
      async ({ send, refused }) => {
        const deployed = await send("app.deploy", { ...deployment, environment: "staging" });
        const wanted = { name: "contract", createIfMissing: false };
        expect(await send("app.lookup", { ...wanted, environment: "staging" })).toEqual(deployed);
        await refused("app.lookup", wanted, NotFoundError, '"contract"', '"main"');
      },
    ],
    [
      "makes an app that is missing, if asked to",
      async ({ send }) => {
        const made = await send("app.lookup", { name: "fresh", createIfMissing: true });
        expect(made.functions).toEqual([]);
        expect(await send("app.lookup", { name: "fresh", createIfMissing: false })).toEqual(made);
      },
    ],
  ],
  "function.lookup": [
    [
      "finds functions and classes of a deployed app, and its current version",
      async ({ send }) => {
        const deployed = await send("app.deploy", deployment);
        const wanted = { app: "contract", name: "double", isClass: false };
        expect(await send("function.lookup", wanted)).toEqual(bindingOf(deployed, "double"));
        expect(await send("function.lookup", { ...wanted, version: 1 })).toEqual(bindingOf(deployed, "double"));
        expect(await send("function.lookup", { app: "contract", name: "Multiplier", isClass: true })).toEqual(
          bindingOf(deployed, "Multiplier"),
        );
      },
    ],
    [
      "names what is missing: the app, the function, the class, the version",
      async ({ send, refused }) => {
        await send("app.deploy", deployment);
        const wanted = { app: "contract", name: "double", isClass: false };
        await refused("function.lookup", { ...wanted, app: "other" }, NotFoundError, "other", "double", '"main"');
        await refused("function.lookup", { ...wanted, name: "treble" }, NotFoundError, "contract", "treble", '"main"');
        await refused("function.lookup", { ...wanted, isClass: true }, NotFoundError, "Cls", "double");
        await refused("function.lookup", { ...wanted, version: 7 }, NotFoundError, "double", "version 7");
      },
    ],
    [
      "finds the only class of a name in an environment, and lists several",
      async ({ send, refused }) => {
        const wanted = { app: undefined, name: "Multiplier", isClass: true };
        await refused("function.lookup", wanted, NotFoundError, "Multiplier", '"main"');
        const deployed = await send("app.deploy", deployment);
        expect(await send("function.lookup", wanted)).toEqual(bindingOf(deployed, "Multiplier"));
        await send("app.deploy", { ...deployment, app: { ...deployment.app, name: "second" } });
        await refused("function.lookup", wanted, InvalidError, '"contract"', '"second"');
      },
    ],
  ],
  "function.bind": [
    [
      "makes one variant for one key",
      async (asked) => {
        const { idOf } = await running(asked);
        const bind = async (key: string): Promise<string> => {
          const variant = { key, options: { timeoutMs: 5000 } };
          return (await asked.send("function.bind", { functionId: idOf("nap"), variant })).functionId;
        };
        const [first, again, other] = [await bind("a"), await bind("a"), await bind("b")];
        expect(again).toBe(first);
        expect(new Set([first, other, idOf("nap")]).size).toBe(3);
        expect(await asked.send("call.invoke", { functionId: first, args: [9000, ""] })).toMatchObject({
          ok: false,
          error: { class: "FunctionTimeoutError" },
        });
      },
    ],
    [
      "makes an instance of a class with its arguments",
      async (asked) => {
        const { idOf } = await running(asked);
        const { cls } = await asked.send("function.bind", {
          functionId: idOf("Multiplier"),
          variant: { key: "by 3", arguments: [{ by: 3 }] },
        });
        const functionId = cls?.methods[0]?.functionId ?? "";
        expect(await asked.send("call.invoke", { functionId, args: [4] })).toEqual({ ok: true, value: 12 });
      },
    ],
    [
      "refuses options that do not fit, and an unknown function",
      async (asked) => {
        const { idOf } = await running(asked);
        const batch = { key: "batches", options: { batch: { maxBatchSize: 2, waitMs: 0 } } };
        await asked.refused(
          "function.bind",
          { functionId: idOf("Multiplier"), variant: batch },
          InvalidError,
          "Multiplier",
        );
        await asked.refused(
          "function.bind",
          { functionId: "fu-none", variant: { key: "a" } },
          NotFoundError,
          "fu-none",
        );
      },
    ],
  ],
  "app.info": [
    [
      "tells of one app, also after it has stopped",
      async ({ send }) => {
        const { appId, functions } = await send("app.run", { app: definition });
        const info = await send("app.info", { appId, name: undefined });
        expect(info).toMatchObject({
          appId,
          name: definition.name,
          environment: "main",
          state: "ephemeral",
          functions,
        });
        expect(await send("app.list", { appId })).toEqual([info]);
        await send("app.stop", { appId, detached: false });
        expect(await send("app.info", { appId, name: undefined })).toMatchObject({ appId, state: "stopped" });
      },
    ],
    [
      "names an unknown app",
      ({ refused }) => refused("app.info", { appId: "ap-nobody", name: undefined }, NotFoundError, "ap-nobody"),
    ],
  ],
  "app.list": [
    [
      "tells of the apps, newest first, of one environment or by id",
      async ({ send }) => {
        const first = await send("app.run", { app: definition });
        const second = await send("app.deploy", { ...deployment, environment: "staging" });
        const ids = async (command: object) => (await send("app.list", command)).map(({ appId }) => appId);
        expect((await ids({})).slice(0, 2)).toEqual([second.appId, first.appId]);
        expect(await ids({ environment: "staging" })).toEqual([second.appId]);
        expect(await ids({ appId: "ap-none" })).toEqual([]);
        await send("app.stop", { appId: first.appId, detached: false });
        const [stopped] = await send("app.list", { appId: first.appId });
        expect(stopped).toMatchObject({
          state: "stopped",
          version: 0,
          environment: "main",
          functions: first.functions,
        });
        expect(stopped?.stoppedAt).toBeGreaterThanOrEqual(stopped?.createdAt ?? Infinity);
        const [deployed] = await send("app.list", { appId: second.appId });
        expect(deployed).toMatchObject({ name: definition.name, state: "deployed", version: 1 });
        expect(deployed?.deployedAt).toBeDefined();
      },
    ],
  ],
  "function.find": [
    [
      "tells of a function or class by its id, also by that of a method",
      async (asked) => {
        const { send } = asked;
        const { idOf } = await running(asked);
        const functionId = idOf("Multiplier");
        const found = await send("function.find", { functionId });
        expect(found).toMatchObject({ functionId, tag: "Multiplier" });
        expect(found.appId).toMatch(/^ap-/);
        expect(await send("function.find", { functionId: found.cls?.methods[0]?.functionId ?? "" })).toEqual(found);
      },
    ],
    [
      "names an unknown function",
      ({ refused }) => refused("function.find", { functionId: "fu-none" }, NotFoundError, "fu-none"),
    ],
  ],
  "function.stats": [
    [
      "counts inputs and containers",
      async (asked) => {
        const functionId = (await running(asked)).idOf("nap");
        const stats = () => asked.send("function.stats", { functionId });
        const idle = { backlog: 0, numTotalRunners: 0, numRunningInputs: 0, inputHeadroom: 0 };
        expect(await stats()).toEqual(idle);
        const { callId } = await asked.send("call.spawn", { functionId, args: [1000, "up"] });
        expect(await stats()).toMatchObject({ numTotalRunners: 1 });
        await asked.send("call.get", { callId, index: 0 });
        expect(await stats()).toEqual({ ...idle, numTotalRunners: 1, inputHeadroom: 1 });
      },
    ],
    [
      "names an unknown function",
      ({ refused }) => refused("function.stats", { functionId: "fu-none" }, NotFoundError, "fu-none"),
    ],
  ],
  "function.autoscaler": [
    [
      "changes what is given, leaves the rest, and tells all of it",
      async (asked) => {
        const functionId = (await running(asked)).idOf("double");
        const update = (settings: object) => asked.send("function.autoscaler", { functionId, settings });
        expect(await update({ minContainers: 2, maxContainers: 3 })).toMatchObject({
          minContainers: 2,
          maxContainers: 3,
          bufferContainers: 0,
        });
        expect(await update({ bufferContainers: 1 })).toMatchObject({
          minContainers: 2,
          maxContainers: 3,
          bufferContainers: 1,
        });
        expect(await asked.send("function.stats", { functionId })).toMatchObject({ numTotalRunners: 2 });
      },
    ],
    [
      "refuses a minimum above the maximum, and an unknown function",
      async (asked) => {
        const functionId = (await running(asked)).idOf("double");
        const settings = { minContainers: 2, maxContainers: 1 };
        await asked.refused(
          "function.autoscaler",
          { functionId, settings },
          InvalidError,
          "minContainers (2)",
          "maxContainers (1)",
        );
        await asked.refused("function.autoscaler", { functionId: "fu-none", settings: {} }, NotFoundError, "fu-none");
      },
    ],
  ],
} satisfies Group;
