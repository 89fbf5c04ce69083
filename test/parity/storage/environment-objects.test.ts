// Modal: docs/modal/environments.md#environment-objects
import { describe, expect } from "vitest";
import {
  AlreadyExistsError,
  App,
  Client,
  Dict,
  Environment,
  ExecutionError,
  Function_,
  InvalidError,
  NotFoundError,
  RemoteError,
  Secret,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("service");
const where = app.function({}, async function where() {
  return [process.env["MODAL_ENVIRONMENT"], Environment.fromContext().name];
});
const clean = app.function({}, async function clean(environment: string) {
  await Environment.objects.delete(environment);
});
const pass = app.function({}, async function pass(environment: Environment) {
  return [environment, (await environment.hydrate()).objectId] as const;
});
const forever = app.function({}, async function forever() {
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
});
const caller = new App("caller");
const ask = caller.function({}, async function ask() {
  return Function_.fromName<typeof where>("service", "where").remote();
});

const listed = async (): Promise<string[]> => (await Environment.objects.list()).map(({ name }) => name);

describe("an environment", () => {
  test("comes into being when something is put into it, or when it is asked for", async ({ world }) => {
    await world.within(async () => {
      expect(await listed()).toEqual(["main"]);
      await expectRejection(
        () => Environment.fromName("dev").hydrate(),
        NotFoundError,
        'Environment "dev" does not exist',
        "createIfMissing",
      );
      await Dict.objects.create("d", { environment: "dev" });
      world.secrets.set("s", {}, { environment: "secrets" });
      await world.deploy(app, { environment: "apps" });
      await world.run(app, () => undefined, { environment: "runs" });
      await Environment.fromName("asked", { createIfMissing: true }).hydrate();
      await Environment.objects.create("made");
      const environment = Environment.fromName("dev");
      expect([environment.objectId, await environment.hydrate(), environment.objectId]).toEqual([
        undefined,
        environment,
        expect.stringMatching(/^en-[0-9A-Za-z]{22}$/),
      ]);
      expect((await Environment.objects.list()).find(({ name }) => name === "dev")?.objectId).toBe(
        environment.objectId,
      );
      expect(await listed()).toEqual(["made", "asked", "runs", "apps", "secrets", "dev", "main"]);
      // looking for something does not make one
      await expectRejection(() => Dict.fromName("d", { environment: "nowhere" }).hydrate(), NotFoundError, "nowhere");
      await expectRejection(() => Environment.fromName("nowhere").hydrate(), NotFoundError, "nowhere");
    });
    expect(world.events.of("environment.created").map(({ environment }) => environment)).toEqual([
      "dev",
      "secrets",
      "apps",
      "runs",
      "asked",
      "made",
    ]);
  });

  test("is made by name once", async ({ world }) => {
    await world.within(async () => {
      await Environment.objects.create("dev");
      await expectRejection(
        () => Environment.objects.create("dev"),
        AlreadyExistsError,
        'Environment "dev" exists already',
      );
      await expectRejection(() => Environment.objects.create("main"), AlreadyExistsError, "main");
      await expectRejection(() => Environment.objects.create("en-x"), InvalidError, "Invalid Environment name");
      await expectRejection(() => Environment.objects.delete("x"), InvalidError, "Invalid Environment name");
      await expectRejection(() => Environment.objects.delete("nowhere"), NotFoundError, 'Environment "nowhere"');
    });
    await expectRejection(() => Environment.objects.list(), ExecutionError, "no world is in sight");
  });

  test("is deleted with everything in it: its apps are stopped, its objects are gone", async ({ world }) => {
    await world.within(async () => {
      await world.deploy(app, { environment: "dev" });
      await world.deploy(app);
      const dict = await Dict.fromName("d", { createIfMissing: true, environment: "dev" }).hydrate();
      await Dict.objects.create("d");
      await Secret.objects.create("s", {}, { environment: "dev" });
      const inDev = Function_.fromName<typeof forever>("service", "forever", { environment: "dev" });
      const call = await inDev.spawn();
      await world.clock.advance(1000);
      await Environment.objects.delete("dev");
      expect(await listed()).toEqual(["main"]);
      await expectRejection(() => call.get(), RemoteError, "was stopped");
      await expectRejection(() => inDev.spawn(), ExecutionError, "its app is not running");
      await expectRejection(
        () => Function_.fromName("service", "where", { environment: "dev" }).hydrate(),
        NotFoundError,
        '"dev"',
      );
      await expectRejection(() => dict.info(), NotFoundError, "it was deleted");
      await expectRejection(() => Environment.fromName("dev").hydrate(), NotFoundError, "dev");
      expect(await Function_.fromName<typeof where>("service", "where").remote()).toEqual(["main", "main"]);
      expect((await Dict.objects.list()).map(({ name }) => name)).toEqual(["d"]);
      await world.deploy(app, { environment: "dev" });
      expect(await Secret.objects.list({ environment: "dev" })).toEqual([]);
      expect(world.containers(forever).map(({ stoppedAt }) => stoppedAt !== null)).toEqual([true]);
    });
    expect(world.events.of("environment.deleted")).toMatchObject([{ environment: "dev" }]);
  });

  test("can be deleted from inside: the container that asks is stopped, too", async ({ world }) => {
    await world.run(
      app,
      async () => {
        await expectRejection(() => clean.remote("dev"), RemoteError, "App service was stopped");
        expect(await listed()).toEqual(["main"]);
      },
      { environment: "dev" },
    );
  });

  test("crosses as argument and result", async ({ world }) => {
    const [environment, objectId] = await world.run(app, () =>
      pass.remote(Environment.fromName("dev", { createIfMissing: true })),
    );
    expect([environment.name, (await world.within(() => environment.hydrate())).objectId]).toEqual(["dev", undefined]);
    expect(world.within(() => environment.objectId)).toBe(objectId);
  });

  test("has no constructor", () => {
    expectError(() => Reflect.construct(Environment, ["dev"]), InvalidError, "Environment has no constructor");
  });
});

describe("a name without an environment", () => {
  test("is that of the app around the call, in the host as in a container", async ({ world }) => {
    await world.deploy(app);
    await world.deploy(app, { environment: "dev" });
    const look = async () => [
      Environment.fromContext().name,
      await Function_.fromName<typeof where>("service", "where").remote(),
      (await Dict.fromName("d", { createIfMissing: true }).hydrate()).objectId,
    ];
    const [inMain, inMainAgain] = await world.within(async () => [await look(), await look()]);
    expect(inMain).toEqual(["main", ["main", "main"], expect.stringMatching(/^di-/)]);
    expect(inMainAgain).toEqual(inMain);
    await world.run(
      caller,
      async () => {
        const inDev = await look();
        expect(inDev).toEqual(["dev", ["dev", "dev"], expect.stringMatching(/^di-/)]);
        expect(inDev[2]).not.toBe(inMain?.[2]);
        expect(await ask.remote()).toEqual(["dev", "dev"]);
        expect((await Dict.objects.list()).map(({ objectId }) => objectId)).toEqual([inDev[2]]);
        expect((await App.lookup("service")).name).toBe("service");
        await app.deploy({ name: "copy" });
        await Promise.resolve();
        expect(await world.within(look)).toEqual(inDev); // the same world again
        await using running = await app.run({ environment: "stage" });
        expect(running.within(() => Environment.fromContext().name)).toBe("stage");
        await running.within(() => Dict.objects.create("staged"));
        expect((await Dict.objects.list({ environment: "stage" })).map(({ name }) => name)).toEqual(["staged"]);
      },
      { environment: "dev" },
    );
    expect(world.events.of("app.deployed").map(({ name, environment }) => [name, environment])).toEqual([
      ["service", "main"],
      ["service", "dev"],
      ["copy", "dev"],
    ]);
    expect(await world.within(look)).toEqual(inMain);
  });

  test("is the world's own in another world", async ({ world }) => {
    await using other = await Emulator.start({ environment: "elsewhere", threads: 0 });
    await world.run(app, () => expect(other.within(() => Environment.fromContext().name)).toBe("elsewhere"), {
      environment: "dev",
    });
    await other.run(app, async () => expect(await where.remote()).toEqual(["elsewhere", "elsewhere"]));
  });

  test("in a stand-in is that of the function's app", async ({ world }) => {
    world.mock(where, () => [Environment.fromContext().name]);
    await world.deploy(app);
    const find = (): Promise<unknown> =>
      Function_.fromName<typeof where>("service", "where", { environment: "main" }).remote();
    expect(await world.run(caller, find, { environment: "dev" })).toEqual(["main"]);
    expect(await world.run(app, () => where.remote(), { environment: "dev" })).toEqual(["dev"]);
  });

  test("needs a world", () => {
    expectError(() => Environment.fromContext(), ExecutionError, "Environment.fromContext", "no world is in sight");
  });
});

describe("look-ups through a client", () => {
  test("client.lookup is App.lookup", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      expect((await Client.fromEnv().lookup("service")).appId).toBe(app.appId);
      await expectRejection(() => Client.fromEnv().lookup("nothing"), NotFoundError, 'App "nothing"');
      await expectRejection(() => Client.fromEnv().lookup("a b"), InvalidError, "Invalid App name");
    });
  });
});
