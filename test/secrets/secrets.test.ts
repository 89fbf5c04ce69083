// Modal: docs/modal/secrets-proxies-workspaces.md#secrets
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { App, ClientClosed, Image, InvalidError, NotFoundError, Secret, UnimplementedError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../support/expect-error.js";

/** Containers evaluate this module too. */
const directory = join(tmpdir(), `modal-emulator-secrets-${process.pid}`);
const nested = join(directory, "a", "b");

const keyed = new App("keyed");
const key = keyed.function({ secrets: [Secret.fromName("api", { requiredKeys: ["KEY"] })] }, async function key() {
  return process.env["KEY"];
});
const update = keyed.function({}, async function update(values: Record<string, string>) {
  await Secret.fromName("api").update(values);
  return "done";
});

const layered = new App("layered", {
  secrets: [Secret.fromDict({ A: "app", B: "app" })],
  image: Image.debianSlim().env({ A: "image", Z: "image" }),
});
const read = layered.function(
  {
    secrets: [Secret.fromName("first"), Secret.fromDict({ C: "second", D: "second" }), Secret.fromName("third")],
    env: { E: "env" },
  },
  async function read() {
    const { A, B, C, D, E, Z } = process.env;
    return [A, B, C, D, E, Z];
  },
);

const dotted = new App("dotted");
const dot = dotted.function({ secrets: [Secret.fromDotenv(nested)] }, async function dot() {
  return Object.fromEntries(
    ["PLAIN", "QUOTED", "EMPTY", "BARE", "LINES", "NOT"].map((name) => [name, process.env[name]]),
  );
});
const outer = new App("outer");
const inContainer = outer.function({ isolation: "inline" }, async function inContainer(): Promise<unknown> {
  await using running = await dotted.run();
  return await running.within(() => dot.remote());
});
const refused = outer.function({}, async function refused(): Promise<unknown> {
  return dotted.run();
});
const custom = new App("custom");
const other = custom.function(
  { secrets: [Secret.fromDotenv(nested, { filename: "other.env" })] },
  async function other() {
    return process.env["PLAIN"] ?? "none";
  },
);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("the variables of a container", () => {
  test("come from the image, the app's secrets, the function's in order, and `env`; later ones win", async ({
    world,
  }) => {
    world.secrets.set("first", { B: "first", C: "first" });
    world.secrets.set("third", { D: "third", E: "third" });
    expect(await world.run(layered, () => read.remote())).toEqual(["app", "first", "second", "third", "env", "image"]);
  });

  test("come from the secrets of the app's environment, unless it is another's that is named", async ({ world }) => {
    world.secrets.set("api", { KEY: "of main" });
    world.secrets.set("api", { KEY: "of dev" }, { environment: "dev" });
    expect(await world.run(keyed, () => key.remote())).toBe("of main");
    expect(await world.run(keyed, () => key.remote(), { environment: "dev" })).toBe("of dev");
    await expectRejection(
      () => world.run(keyed, () => key.remote(), { environment: "stage" }),
      NotFoundError,
      'Secret "api" does not exist in environment "stage"',
    );
    await expectRejection(
      () => world.run(keyed, () => key.remote(), { environment: "x" }),
      InvalidError,
      "Invalid Environment name",
    );
  });
});

describe("Secret.update", () => {
  test("merges; containers that run keep the old values, new ones get the new", async ({ world }) => {
    await world.run(keyed, async () => undefined).catch(() => undefined);
    await world.within(() => Secret.objects.create("api", { KEY: "old", OTHER: "kept" }));
    await world.run(keyed, async () => {
      expect(await key.remote()).toBe("old");
      expect(await update.remote({ KEY: "new" })).toBe("done");
      expect(await key.remote()).toBe("old");
      await world.clock.advance({ minutes: 2 });
      expect(await key.remote()).toBe("new");
      await Secret.fromName("api", { requiredKeys: ["KEY", "OTHER"] }).hydrate();
      await expectRejection(
        () => Secret.fromName("api", { requiredKeys: ["KEY", "MORE", "YET"] }).hydrate(),
        NotFoundError,
        'Secret "api" lacks the required keys MORE, YET',
      );
    });
    expect(world.events.of("secret.updated").map(({ keys }) => keys)).toEqual([["KEY"]]);
  });

  test("needs a stored secret", async ({ world }) => {
    await world.within(async () => {
      await expectRejection(() => Secret.fromName("api").update({ KEY: "1" }), NotFoundError, 'Secret "api"');
      await expectRejection(
        () => Secret.fromDict({ KEY: "1" }).update({ KEY: "2" }),
        InvalidError,
        "not stored",
        "Secret.fromName",
      );
      await expectRejection(() => Secret.fromDict({ KEY: "1" }).hydrate(), InvalidError, "not stored");
    });
  });
});

describe("Secret.objects.create", () => {
  test("with allowExisting leaves the old contents", async ({ world }) => {
    await world.within(() => Secret.objects.create("api", { KEY: "old" }));
    await world.within(() => Secret.objects.create("api", { KEY: "new" }, { allowExisting: true }));
    expect(await world.run(keyed, () => key.remote())).toBe("old");
  });
});

describe("a secret that is deleted while an app that uses it is deployed", () => {
  test("fails the next container's start, and no earlier; made again, it is found by its name", async ({ world }) => {
    world.secrets.set("api", { KEY: "first" });
    await world.deploy(keyed);
    await world.within(async () => {
      expect(await key.remote()).toBe("first");
      await Secret.objects.delete("api");
      expect(await key.remote()).toBe("first");
      await world.clock.advance({ minutes: 2 });
      await expectRejection(
        () => key.remote(),
        NotFoundError,
        "A container of `key` could not start",
        'Secret "api" does not exist',
        "world.secrets.set",
      );
      await Secret.objects.create("api", { OTHER: "x" });
      await expectRejection(() => key.remote(), NotFoundError, "could not start", "lacks the required keys KEY");
      await Secret.fromName("api").update({ KEY: "again" });
      expect(await key.remote()).toBe("again");
    });
    expect(world.containers(key).map(({ stoppedAt }) => stoppedAt === null)).toEqual([false, false, false, true]);
  });
});

describe("Secret.fromDotenv", () => {
  test("reads the nearest file upwards when its app is published, also from an inline function", async ({ world }) => {
    const nothing = {
      PLAIN: undefined,
      QUOTED: undefined,
      EMPTY: undefined,
      BARE: undefined,
      LINES: undefined,
      NOT: undefined,
    };
    expect(await world.run(dotted, () => dot.remote())).toEqual(nothing); // no file anywhere upwards
    mkdirSync(join(nested, ".env"), { recursive: true }); // a directory of that name is none
    writeFileSync(
      join(directory, ".env"),
      "PLAIN=1\nexport QUOTED = \"two words\" # comment\nEMPTY=\n  BARE\r\n# NOT\n# it's \"odd\nLINES='a\nNOT\nb'\n",
    );
    const expected = { PLAIN: "1", QUOTED: "two words", EMPTY: "", BARE: "", LINES: "a\nNOT\nb", NOT: undefined };
    expect(await world.run(dotted, () => dot.remote())).toEqual(expected);
    expect(await world.run(outer, () => inContainer.remote())).toEqual(expected);
    await expectRejection(
      () => world.run(outer, () => refused.remote()),
      UnimplementedError,
      "from inside a container",
      "`dot`",
    );
    expect(await world.run(custom, () => other.remote())).toBe("none");
    writeFileSync(join(directory, "a", "other.env"), "PLAIN=other");
    expect(await world.run(custom, () => other.remote())).toBe("other");
  });
});

describe("world.secrets.set", () => {
  test("replaces all values, and keeps the secret's id", async ({ world }) => {
    world.secrets.set("api", { A: "1", B: "2" });
    const secret = await world.within(() => Secret.fromName("api").hydrate());
    world.secrets.set("api", { KEY: "3" });
    expect(await world.run(keyed, () => key.remote())).toBe("3");
    expect((await world.within(() => secret.info())).name).toBe("api");
    await expectRejection(
      () => world.within(() => Secret.fromName("api", { requiredKeys: ["A"] }).hydrate()),
      NotFoundError,
      "required keys A",
    );
  });

  test("checks what it is given", async ({ world }) => {
    // @ts-expect-error a number
    expectError(() => world.secrets.set("api", { A: 1 }), InvalidError, "A is of type number");
    expectError(() => world.secrets.set("api", {}, { environment: "x" }), InvalidError, "Invalid Environment name");
    // @ts-expect-error unknown option
    expectError(() => world.secrets.set("api", {}, { env: "dev" }), InvalidError, '"env"');
    await world.close();
    expectError(() => world.secrets.set("api", { A: "1" }), ClientClosed, "closed");
  });
});
