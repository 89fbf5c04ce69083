import { expect } from "vitest";
import * as modal from "modal-emulator";
import {
  App,
  Client,
  Cls,
  currentFunctionCallId,
  currentInputId,
  Dict,
  enableOutput,
  FilePatternMatcher,
  Function_,
  FunctionCall,
  Image,
  interact,
  InvalidError,
  isLocal,
  NetworkFileSystem,
  Proxy,
  Queue,
  RemoteError,
  Retries,
  Sandbox,
  SchedulerPlacement,
  Secret,
  version,
  Volume,
} from "modal-emulator";
import { aFunction, anApp, INLINE } from "../inline.ts";
import { type Area, differs, expectThrown, recorded, works } from "../row.ts";

const image = (): Image => Image.debianSlim();

export const tile: Area = {
  title: "Overview of names",
  prepare: (world) => world.proxies.create("gateway"),
  rows: [
    works(
      "import modal / from modal import App, Image, … / import *",
      'import * as modal from "modal-emulator", import { App, Image, … }',
      () => {
        expect(modal.App).toBe(App);
      },
    ),
    works(
      "Basic usage: App, Image.debian_slim().pip_install, @app.function(image=), .remote, local_entrypoint",
      "the same, in camelCase",
      async (world) => {
        const app = new App("my-app");
        const fetchData = app.function(
          { ...INLINE, image: image().pipInstall("requests") },
          async function fetchData(url: string) {
            return (await fetch(url)).json();
          },
        );
        const main = app.localEntrypoint(async function main() {
          return fetchData.remote("https://api.example.com/data");
        });
        world.onFetch("https://api.example.com/data", () => Response.json({ key: "value" }));
        expect(await world.run(app, main)).toEqual({ key: "value" });
      },
      "`pip_install` is recorded",
    ),
    works("app.run()", "app.run(body)", async () => {
      const { app, fn } = aFunction();
      expect(await app.run(() => fn.remote(1))).toBe(1);
    }),
    works("App.__init__(name)", "new App(name)", () => {
      expect(new App("named").name).toBe("named");
    }),
    works("App.function(**kwargs)", "app.function({ … }, fn)", () => {
      expect(aFunction({ timeoutMs: 5000 }).fn.definition).toMatchObject({ timeoutMs: 5000 });
    }),
    works("App.cls(**kwargs)", "app.cls({ … }, class)", async () => {
      const app = anApp();
      const Service = app.cls(
        INLINE,
        class Service {
          answer = modal.method(async () => 42);
        },
      );
      expect(await app.run(() => new Service().answer.remote())).toBe(42);
    }),
    works("App.local_entrypoint()", "app.localEntrypoint(fn)", () => {
      const app = anApp();
      app.localEntrypoint(async function main() {});
      expect([...app.registeredEntrypoints.keys()]).toEqual(["main"]);
    }),
    works("App.deploy()", "app.deploy()", async () => {
      const { app } = aFunction();
      await app.deploy();
      expect((await App.lookup(app.name ?? "")).appId).toBe(app.appId);
    }),
    works("Client.from_env()", "Client.fromEnv()", () => {
      expect(Client.fromEnv()).toBeInstanceOf(Client);
    }),
    works("Client.lookup(label)", "client.lookup(label)", async () => {
      await anApp().deploy({ name: "by-client" });
      expect((await Client.fromEnv().lookup("by-client")).name).toBe("by-client");
    }),
    works("Function.remote / local / map / spawn", "the same", async () => {
      const { app, fn } = aFunction();
      const results = await app.run(async () => [
        await fn.remote(1),
        await fn.local(2),
        await Array.fromAsync(fn.map([3, 4])),
        await (await fn.spawn(5)).get(),
      ]);
      expect(results).toEqual([1, 2, [3, 4], 5]);
    }),
    works("FunctionCall.get / cancel", "the same", async () => {
      const { app, fn } = aFunction({}, async () => new Promise(() => undefined));
      await app.run(async () => {
        const call = await fn.spawn();
        expect(call).toBeInstanceOf(FunctionCall);
        await call.cancel();
        await expectThrown(() => call.get(), RemoteError);
      });
    }),
    works(
      "Cls.from_name(label)",
      "Cls.fromName(app, name), Cls.fromName(name)",
      async () => {
        const app = new App("by-label");
        app.cls(
          INLINE,
          class Svc {
            answer = modal.method(async () => 42);
          },
        );
        await app.deploy();
        expect((await Cls.fromName("Svc").hydrate()).name).toBe("Svc");
        expect((await Cls.fromName("by-label", "Svc").hydrate()).name).toBe("Svc");
      },
      "with one name, the only class of that name among the deployed apps of the environment; several are an error that lists them",
    ),
    differs("Cls.lookup(self, name)", "Cls.lookup(app, name)", "static", async () => {
      const app = new App("looked-up");
      app.cls(
        INLINE,
        class Found {
          answer = modal.method(async () => 1);
        },
      );
      await app.deploy();
      expect((await Cls.lookup("looked-up", "Found")).name).toBe("Found");
    }),
    works(
      "Sandbox.create(**kwargs)",
      "Sandbox.create({ … })",
      async () => {
        const app = await App.lookup("sandboxes", { createIfMissing: true });
        expect(await (await Sandbox.create("true", { app })).wait()).toBe(0);
      },
      "[guide](sandboxes.md)",
    ),
    works("Sandbox.exec(command)", "sandbox.exec(command)", async () => {
      const app = await App.lookup("sandboxes", { createIfMissing: true });
      const process = await (await Sandbox.create({ app })).exec("echo hello there");
      expect(await process.stdout.readText()).toBe("hello there\n");
    }),
    works("Sandbox.terminate()", "sandbox.terminate()", async () => {
      const app = await App.lookup("sandboxes", { createIfMissing: true });
      expect(await (await Sandbox.create({ app })).terminate({ wait: true })).toBe(137);
    }),
    recorded(
      "Image.debian_slim(python_version)",
      "Image.debianSlim(version)",
      () => {
        expect(Image.debianSlim("3.12").layers.at(-1)).toMatchObject({ kind: "debianSlim", pythonVersion: "3.12" });
      },
      "built without installing anything ([guide](images.md))",
    ),
    recorded("Image.from_registry(tag)", "Image.fromRegistry(tag)", () => {
      expect(Image.fromRegistry("node:24").layers.at(-1)).toMatchObject({ kind: "registry", tag: "node:24" });
    }),
    recorded("Image.pip_install(*packages)", "image.pipInstall(…)", () => {
      expect(image().pipInstall("a", "b").layers.at(-1)).toMatchObject({ kind: "pipInstall", packages: ["a", "b"] });
    }),
    recorded("Image.run_commands(*commands)", "image.runCommands(…)", () => {
      expect(image().runCommands("make").layers.at(-1)).toMatchObject({ kind: "runCommands", commands: ["make"] });
    }),
    works(
      "Image.copy_local_file(local, remote)",
      "image.copyLocalFile(local, remote)",
      () => {
        expect(image().copyLocalFile("a", "/a").layers.at(-1)).toMatchObject({ kind: "addLocalFile", copy: true });
      },
      "with a warning; the file is there for functions",
    ),
    works("Volume.from_name(label)", "Volume.fromName(name)", async () => {
      expect((await Volume.fromName("volume", { createIfMissing: true }).hydrate()).objectId).toMatch(/^vo-/);
    }),
    works(
      "Volume.persist(label)",
      "Volume.persist(name)",
      async () => {
        expect((await Volume.persist("persisted").hydrate()).objectId).toMatch(/^vo-/);
      },
      "with a warning",
    ),
    works("NetworkFileSystem.from_name / persist", "the same", async () => {
      await NetworkFileSystem.persist("shared").hydrate();
      expect((await NetworkFileSystem.fromName("shared").hydrate()).name).toBe("shared");
    }),
    works("Dict.from_name / get / put / pop", "the same", async () => {
      const dict = Dict.fromName("dict", { createIfMissing: true });
      await dict.put("key", 1);
      expect([await dict.get("key"), await dict.pop("key"), await dict.get("key")]).toEqual([1, 1, undefined]);
    }),
    works("Queue.from_name / put / get", "the same", async () => {
      const queue = Queue.fromName("queue", { createIfMissing: true });
      await queue.put(1);
      expect(await queue.get()).toBe(1);
    }),
    works("Secret.from_name(label) / from_dict(mapping)", "Secret.fromName / fromDict", async (world) => {
      world.secrets.set("secret", { A: "1" });
      expect((await Secret.fromName("secret").hydrate()).objectId).toMatch(/^st-/);
      expect(Secret.fromDict({ A: "1" }).definition).toMatchObject({ values: { A: "1" } });
    }),
    works(
      "Proxy.from_name(label)",
      "Proxy.fromName(name)",
      async () => {
        expect((await Proxy.fromName("gateway").hydrate()).name).toBe("gateway");
      },
      "looked up; what functions send does not go through it",
    ),
    recorded(
      "SchedulerPlacement.zone(zone)",
      "SchedulerPlacement.zone(zone)",
      () => {
        const schedulerPlacement = SchedulerPlacement.zone("a");
        expect(aFunction({ schedulerPlacement }).fn.definition).toMatchObject({ schedulerPlacement: { zone: "a" } });
      },
      "by the option `schedulerPlacement`",
    ),
    works(
      "Retries(max_retries=3, backoff=2.0, initial_delay=1.0)",
      "new Retries({ maxRetries, backoff, initialDelay })",
      () => {
        expect(new Retries({ maxRetries: 2, backoff: 2, initialDelay: 1 })).toMatchObject({
          maxRetries: 2,
          backoffCoefficient: 2,
          initialDelayMs: 1000,
        });
      },
    ),
    works("current_function_call_id() / current_input_id() / is_local()", "the same, camelCase", async () => {
      const { app, fn } = aFunction({}, async () => [currentFunctionCallId(), currentInputId(), isLocal()]);
      const expected = [expect.stringMatching(/^fc-/), expect.stringMatching(/^in-/), false];
      expect(await app.run(() => fn.remote())).toEqual(expected);
    }),
    differs(
      "interact()",
      "interact()",
      "a prompt in the process of the world, if it has a terminal; an `InvalidError` otherwise",
      () => expectThrown(() => interact(), InvalidError),
    ),
    works("enable_output()", "enableOutput()", () => {
      using output = enableOutput();
      expect(output).toBeDefined();
    }),
    works("__version__", "version", () => {
      expect(version).toMatch(/^\d+\.\d+\.\d+/);
    }),
    works("Error(Exception)", "Error", () => {
      expect(new modal.NotFoundError("x")).toBeInstanceOf(modal.Error);
    }),
    works("FilePatternMatcher(patterns: list) / matches(path)", "new FilePatternMatcher([…]), matches", () => {
      expect(new FilePatternMatcher(["*.md"]).matches("a.md")).toBe(true);
    }),
    differs("synchronous and asynchronous APIs", "", "asynchronous only", async () => {
      const { app, fn } = aFunction();
      await app.run(async () => {
        const given = fn.remote(1);
        expect(given).toBeInstanceOf(Promise);
        await given;
      });
    }),
    works("monitoring and logging", "logs, getCurrentStats, world.events", async (world) => {
      const { app, fn } = aFunction({}, async () => console.log("spoken"));
      await app.run(async () => {
        await fn.remote();
        expect(await fn.getCurrentStats()).toMatchObject({ numTotalRunners: 1 });
        expect((await fn.logs.tail(1)).map(({ message }) => message)).toEqual(["spoken"]);
      });
      expect(world.events.of("input.ended").length).toBeGreaterThan(0);
    }),
    works("lookup of functions by name", "Function_.fromName(app, name)", async () => {
      const { app } = aFunction();
      await app.deploy();
      expect(await Function_.fromName(app.name ?? "", "fn").remote(7)).toBe(7);
    }),
  ],
};
