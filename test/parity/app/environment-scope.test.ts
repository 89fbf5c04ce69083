// Modal: docs/modal/environments.md#scope
import { describe, expect } from "vitest";
import { App, Function_, NotFoundError, Secret } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("service");
const where = app.function({}, async function where() {
  return process.env["MODAL_ENVIRONMENT"];
});
const ask = app.function({}, async function ask(environment?: string) {
  return Function_.fromName<typeof where>(
    "service",
    "where",
    environment === undefined ? {} : { environment },
  ).remote();
});

const secretive = new App("secretive");
const reveal = secretive.function({ secrets: [Secret.fromName("key")] }, async function reveal() {
  return process.env["KEY"];
});

const inEnvironment = (environment: string) => Function_.fromName<typeof where>("service", "where", { environment });

describe("environments", () => {
  test("keep apps of the same name apart: other ids, other versions", async ({ world }) => {
    await world.deploy(app);
    const inMain = world.within(() => app.appId);
    await world.deploy(app, { environment: "staging" });
    await world.deploy(app, { environment: "staging" });
    expect(world.within(() => app.appId)).not.toBe(inMain);
    expect(world.events.of("app.deployed").map(({ environment, version }) => [environment, version])).toEqual([
      ["main", 1],
      ["staging", 1],
      ["staging", 2],
    ]);
  });

  test("are told to containers as MODAL_ENVIRONMENT", async ({ world }) => {
    await world.deploy(app, { environment: "staging" });
    expect(await world.within(() => inEnvironment("staging").remote())).toBe("staging");
  });

  test("scope the look-up of functions", async ({ world }) => {
    await world.deploy(app, { environment: "staging" });
    await expectRejection(
      () => world.within(() => Function_.fromName("service", "where").remote()),
      NotFoundError,
      "where",
      "service",
      '"main"',
    );
    await expectRejection(
      () => world.within(() => Function_.lookup("service", "where", { environment: "other" })),
      NotFoundError,
      '"other"',
    );
  });

  test("scope the look-up of apps", async ({ world }) => {
    await world.deploy(app, { environment: "staging" });
    await expectRejection(() => world.within(() => App.lookup("service")), NotFoundError, '"main"');
    const found = await world.within(() => App.lookup("service", { environment: "staging" }));
    expect(world.within(() => found.appId)).toBe(world.within(() => app.appId));
  });

  test("of the running app are where its containers look names up", async ({ world }) => {
    await world.deploy(app);
    await world.deploy(app, { environment: "staging" });
    expect(
      await world.within(() => Function_.fromName<typeof ask>("service", "ask", { environment: "staging" }).remote()),
    ).toBe("staging");
    expect(
      await world.within(() =>
        Function_.fromName<typeof ask>("service", "ask", { environment: "staging" }).remote("main"),
      ),
    ).toBe("main");
  });

  test("are chosen by run, too", async ({ world }) => {
    await using running = await world.within(() => app.run({ environment: "staging" }));
    expect(await running.within(() => where.remote())).toBe("staging");
    expect(world.events.of("app.started")).toMatchObject([{ environment: "staging" }]);
  });

  test("keep secrets apart", async ({ world }) => {
    world.secrets.set("key", { KEY: "main's" });
    world.secrets.set("key", { KEY: "staging's" }, { environment: "staging" });
    await world.deploy(secretive, { environment: "staging" });
    expect(await world.within(() => reveal.remote())).toBe("staging's");
    await world.deploy(secretive);
    expect(await world.within(() => reveal.remote())).toBe("main's");
    await expectRejection(() => world.deploy(secretive, { environment: "other" }), NotFoundError, "key", '"other"');
  });

  test("default to that of the world", async () => {
    await using world = await Emulator.start({ environment: "production" });
    expect(await world.run(app, () => where.remote())).toBe("production");
    await world.deploy(app);
    expect(await world.within(() => inEnvironment("production").remote())).toBe("production");
  });
});
