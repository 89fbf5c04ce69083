// Modal: docs/modal/secrets-proxies-workspaces.md#variables-in-containers
import { describe, expect } from "vitest";
import { env as importedEnv } from "node:process";
import { App, Image, Secret, NotFoundError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const image = Image.debianSlim().env({ A: "image", B: "image", C: "image", D: "image", E: "image" });
const app = new App("environment", { image, secrets: [Secret.fromObject({ B: "app", C: "app", D: "app", E: "app" })] });

const read = app.function(
  {
    secrets: [
      Secret.fromObject({ C: "first", D: "first", E: "first" }),
      Secret.fromObject({ D: "second", E: "second" }),
    ],
    env: { E: "env" },
  },
  async function read(name: string) {
    return process.env[name];
  },
);
const names = app.function({ maxContainers: 1 }, async function names() {
  return Object.keys(process.env).toSorted();
});
const write = app.function({ maxContainers: 1 }, async function write(name: string, value: string) {
  const before = process.env[name];
  process.env[name] = value;
  return [before, process.env[name], importedEnv[name], globalThis.process.env[name]];
});
const remove = app.function({ maxContainers: 1 }, async function remove(name: string) {
  delete process.env[name];
  return [process.env[name], name in process.env];
});
const coerce = app.function({}, async function coerce() {
  const writable: Record<string, unknown> = process.env;
  writable["NUMBER"] = 5;
  return process.env["NUMBER"];
});
const reserved = app.function({ env: { MODAL_TASK_ID: "mine" } }, async function reserved() {
  return process.env["MODAL_TASK_ID"];
});

const named = new App("named-secrets");
const key = named.function(
  { maxContainers: 1, secrets: [Secret.fromName("api-key", { requiredKeys: ["KEY"] })] },
  async function key() {
    return process.env["KEY"];
  },
);

describe("the environment of a container", () => {
  test("is made of image, app secrets, function secrets in order and env; later ones win", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(read.map(["A", "B", "C", "D", "E"])))).toEqual([
      "image",
      "app",
      "first",
      "second",
      "env",
    ]);
  });

  test("is not that of the host", async ({ world }) => {
    process.env["ONLY_IN_THE_HOST"] = "secret";
    expect(await world.run(app, () => read.remote("ONLY_IN_THE_HOST"))).toBeUndefined();
    delete process.env["ONLY_IN_THE_HOST"];
  });

  test("can be listed: a few usual variables, Modal's, and those of image and secrets", async ({ world }) => {
    expect(await world.run(app, () => names.remote())).toEqual([
      "A",
      "B",
      "C",
      "D",
      "E",
      "HOME",
      "LANG",
      "MODAL_CLOUD_PROVIDER",
      "MODAL_ENVIRONMENT",
      "MODAL_FUNCTION_RUNTIME",
      "MODAL_IDENTITY_TOKEN",
      "MODAL_IMAGE_ID",
      "MODAL_IS_REMOTE",
      "MODAL_REGION",
      "MODAL_TASK_ID",
      "PATH",
      "TZ",
    ]);
  });

  test("has Modal's variables", async ({ world }) => {
    const values = await world.run(app, () =>
      Array.fromAsync(read.map(["MODAL_IS_REMOTE", "MODAL_ENVIRONMENT", "MODAL_IMAGE_ID"])),
    );
    expect(values).toEqual(["1", "main", expect.stringMatching(/^im-/) as unknown]);
    const taskId = await world.run(app, () => read.remote("MODAL_TASK_ID"));
    expect(taskId).toBe(world.containers(read).at(-1)?.containerId);
  });

  test("does not let a secret change those", async ({ world }) => {
    expect(await world.run(app, () => reserved.remote())).toMatch(/^ta-/);
  });

  for (const threads of [0, 1]) {
    test(`keeps what is written to it: the container sees it, host and other containers do not (threads: ${threads})`, async () => {
      await using world = await Emulator.start({ threads });
      await world.run(app, async () => {
        expect(await write.remote("A", "changed")).toEqual(["image", "changed", "changed", "changed"]);
        expect(await write.remote("A", "again")).toEqual(["changed", "again", "again", "again"]);
        expect(await read.remote("A")).toBe("image");
        expect(await remove.remote("B")).toEqual([undefined, false]);
        expect(process.env["A"]).toBeUndefined();
      });
      expect(await world.run(app, () => write.remote("A", "new"))).toEqual(["image", "new", "new", "new"]);
    });
  }

  test("holds texts only, as everywhere in Node", async ({ world }) => {
    expect(await world.run(app, () => coerce.remote())).toBe("5");
  });
});

describe("a named secret", () => {
  test("must exist when the app is published, and says how to create it", async ({ world }) => {
    await expectRejection(() => world.run(named, () => key.remote()), NotFoundError, "api-key", "world.secrets.set");
    await expectRejection(() => world.deploy(named), NotFoundError, "api-key");
  });

  test("must have the keys that are required", async ({ world }) => {
    world.secrets.set("api-key", { OTHER: "x" });
    await expectRejection(() => world.deploy(named), NotFoundError, "api-key", "KEY");
  });

  test("changed while containers run: those keep the old value, new ones get the new", async ({ world }) => {
    world.secrets.set("api-key", { KEY: "old" });
    await world.run(named, async () => {
      expect(await key.remote()).toBe("old");
      world.secrets.set("api-key", { KEY: "new" });
      expect(await key.remote()).toBe("old");
      await world.clock.advance({ minutes: 2 });
      expect(await key.remote()).toBe("new");
    });
  });
});
