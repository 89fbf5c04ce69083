import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  App,
  ClientClosed,
  Dict,
  Environment,
  InvalidError,
  NetworkFileSystem,
  NotFoundError,
  Queue,
  Secret,
  Volume,
} from "modal-emulator";
import { Emulator, type Snapshot } from "modal-emulator/emulator";
import { readState } from "../../src/emulator/host/read-state.js";
import { manifestText } from "../../src/emulator/host/state-directory.js";
import { writeState } from "../../src/emulator/host/write-state.js";
import { expectRejection } from "../support/expect-error.js";
import { app, key } from "./app.js";

const scratch = mkdtempSync(join(tmpdir(), "state-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let directories = 0;
const fresh = (): string => join(scratch, String(++directories));

/** Fills a world with an object of each kind, some of them in another environment. */
async function fill(world: Emulator): Promise<void> {
  await world.within(async () => {
    world.secrets.set("api", { KEY: "value of the key", EMPTY: "" });
    await world.clock.advance(1500.25);
    await Volume.objects.create("data", { version: 2 });
    await NetworkFileSystem.fromName("shared", { createIfMissing: true }).hydrate();
    await Dict.objects.create("seen");
    await world.clock.advance(1000);
    await Dict.objects.create("seen", { environment: "dev" });
    await Queue.objects.create("work", { environment: "dev" });
    await Environment.objects.create("empty");
    await world.clock.advance(1000);
  });
}

/** What can be seen of everything that a world stores. */
async function inventory(world: Emulator): Promise<unknown> {
  return world.within(async () => {
    const found: unknown[] = [];
    for (const environment of await Environment.objects.list()) {
      await environment.hydrate();
      const listed = await Promise.all(
        [Volume, Dict, Queue, Secret].map(({ objects }) => objects.list({ environment: environment.name })),
      );
      const shared = NetworkFileSystem.fromName("shared", { environment: environment.name });
      const all = [
        ...listed.flat(),
        ...(await shared.hydrate().then(
          () => [shared],
          () => [],
        )),
      ];
      for (const object of all)
        found.push([
          environment.name,
          environment.objectId,
          object.constructor.name,
          (await object.hydrate()).objectId,
          await object.info(),
        ]);
    }
    return found;
  });
}

async function filled(): Promise<Snapshot> {
  await using world = await Emulator.start({ threads: 0 });
  await fill(world);
  return world.snapshot();
}

describe("a snapshot", () => {
  test("holds everything that is stored, and a world begins with it: ids, names, times, environments, contents", async () => {
    await using first = await Emulator.start({ threads: 0 });
    await fill(first);
    const snapshot = await first.snapshot();
    expect(structuredClone(snapshot)).toEqual(snapshot);
    expect(snapshot.takenAt).toBe(first.clock.now());
    expect(snapshot.objects.map(({ kind, name, environment }) => `${kind} ${environment}/${name}`)).toEqual([
      "Volume main/data",
      "NetworkFileSystem main/shared",
      "Dict main/seen",
      "Dict dev/seen",
      "Queue dev/work",
      "Secret main/api",
    ]);
    const seen = await inventory(first);
    for (const from of [snapshot, structuredClone(snapshot)]) {
      await using second = await Emulator.start({ from, threads: 0 });
      expect(second.clock.now()).toBe(snapshot.takenAt);
      expect(second.events.of("storage.loaded")).toMatchObject([{ objects: 6, takenAt: snapshot.takenAt }]);
      expect(await inventory(second)).toEqual(seen);
      expect(await second.run(app, () => key.remote())).toBe("value of the key");
      expect(Array.from(second.logs, ({ message }) => message)).toEqual(["***"]);
    }
  });

  test("does not change with the world that it was taken of, nor with those that begin with it", async () => {
    await using first = await Emulator.start({ threads: 0 });
    await fill(first);
    const snapshot = await first.snapshot();
    const before = structuredClone(snapshot);
    for (const world of [first, await Emulator.start({ from: snapshot, threads: 0 })]) {
      await world.within(async () => {
        await Secret.fromName("api").update({ KEY: "changed" });
        await Dict.objects.delete("seen");
        await Dict.objects.create("seen");
        await Volume.objects.create("more");
        await Environment.objects.delete("dev");
      });
      expect(await world.run(app, () => key.remote())).toBe("changed");
      await world.close();
    }
    expect(snapshot).toEqual(before);
    expect(
      Object.isFrozen(snapshot) &&
        Object.isFrozen(snapshot.objects) &&
        snapshot.objects.every((object) => Object.isFrozen(object)),
    ).toBe(true);
  });

  test("leaves ephemeral objects out, and apps", async () => {
    await using world = await Emulator.start({ threads: 0 });
    await world.run(app, () => undefined).catch(() => undefined);
    await world.within(async () => {
      await using dict = await Dict.ephemeral();
      expect((await world.snapshot()).objects).toEqual([]);
      expect((await dict.info()).name).toBeNull();
    });
  });

  test("gives worlds new ids besides its own, though they draw from the same seed", async () => {
    await using first = await Emulator.start({ threads: 0 });
    await first.within(() => Dict.objects.create("a"));
    await using second = await Emulator.start({ from: await first.snapshot(), threads: 0 });
    await second.within(async () => {
      await Dict.objects.create("b");
      const ids = (await Dict.objects.list()).map(({ objectId }) => objectId);
      expect(new Set(ids).size).toBe(2);
      for (const dict of await Dict.objects.list()) expect((await dict.info()).name).toBe(dict.name);
    });
  });

  test("may be older than the world that begins with it: times stay what they were", async () => {
    await using world = await Emulator.start({ from: await filled(), startTime: "2027-01-01T00:00:00Z", threads: 0 });
    expect(new Date(world.clock.now()).toISOString()).toBe("2027-01-01T00:00:00.000Z");
    expect((await world.within(() => Secret.fromName("api").info())).createdAt).toEqual(
      new Date("2026-01-01T00:00:00Z"),
    );
  });

  test("is in the worlds of the doctor too", async () => {
    await using world = await Emulator.start({ from: await filled(), threads: 1 });
    const report = await world.doctor(async (examined) =>
      expect(await examined.run(app, () => key.remote())).toBe("value of the key"),
    );
    expect(report.deterministic, String(report)).toBe(true);
  });

  test("is the only thing that a world begins with", async () => {
    await expectRejection(
      // @ts-expect-error no snapshot
      () => Emulator.start({ from: {} }),
      InvalidError,
      "`from` is no state of a world",
      "world.snapshot()",
    );
    // @ts-expect-error null
    await expectRejection(() => Emulator.start({ from: null }), InvalidError, "`from` is no state of a world");
    const snapshot = await filled();
    await expectRejection(
      () => Emulator.start({ from: { ...snapshot, version: 2 as 1 } }),
      InvalidError,
      "has the format 2",
      "another version",
    );
    await expectRejection(
      () => Emulator.start({ from: { ...snapshot, objects: undefined as never } }),
      InvalidError,
      "incomplete",
    );
  });
});

describe("an export", () => {
  test("is read back by import, in place of what was there", async () => {
    const directory = fresh();
    await using first = await Emulator.start({ threads: 0 });
    await fill(first);
    await first.export(directory);
    const seen = await inventory(first);
    expect(statSync(join(directory, "manifest.json")).mode & 0o077).toBe(0);
    expect(readdirSync(directory).toSorted()).toEqual(["blobs", "manifest.json"]);

    await using second = await Emulator.start({ threads: 0, startTime: new Date(first.clock.now()) });
    await second.within(async () => {
      await Dict.objects.create("other");
      await Dict.objects.create("other", { environment: "gone" });
      await using kept = await Dict.ephemeral();
      await second.import(directory);
      expect((await kept.info()).name).toBeNull();
    });
    expect(await inventory(second)).toEqual(seen);
    expect(await second.run(app, () => key.remote())).toBe("value of the key");
    expect(Array.from(second.logs, ({ message }) => message)).toEqual(["***"]);
    // the same world again: back to what it was
    await first.within(async () => {
      await Secret.objects.delete("api");
      await Volume.objects.delete("data");
      await first.import(directory);
    });
    expect(await inventory(first)).toEqual(seen);
  });

  test("replaces an earlier one, and leaves nothing of it", async () => {
    const directory = fresh();
    await using world = await Emulator.start({ threads: 0 });
    await fill(world);
    await world.export(directory);
    const earlier = readdirSync(join(directory, "blobs"));
    world.secrets.set("api", { KEY: "another" });
    await world.export(directory);
    await using other = await Emulator.start({ threads: 0 });
    await other.import(directory);
    expect(await other.run(app, () => key.remote())).toBe("another");
    const blobs = readdirSync(join(directory, "blobs"));
    expect(blobs).toHaveLength(earlier.length);
    expect(blobs).not.toEqual(earlier);
    writeFileSync(join(directory, "blobs", blobs[0] ?? ""), "damaged");
    await world.export(directory); // which repairs it
    await other.import(directory);
  });

  test("goes on where one was broken off", async () => {
    const directory = fresh();
    await using world = await Emulator.start({ threads: 0 });
    await fill(world);
    await world.export(directory);
    cpSync(join(directory, "manifest.json"), join(directory, "manifest.json.part"));
    unlinkSync(join(directory, "manifest.json"));
    await expectRejection(() => world.import(directory), InvalidError, "no manifest.json");
    await world.export(directory);
    await world.import(directory);
    expect(readdirSync(directory).toSorted()).toEqual(["blobs", "manifest.json"]);
  });

  test("goes into no directory that holds anything else", async () => {
    await using world = await Emulator.start({ threads: 0 });
    const refuse = async (names: Readonly<Record<string, string>>, ...fragments: string[]): Promise<void> => {
      const directory = fresh();
      mkdirSync(join(directory, "blobs"), { recursive: true });
      for (const [name, text] of Object.entries(names)) writeFileSync(join(directory, name), text);
      await expectRejection(
        () => world.export(directory),
        InvalidError,
        "nothing was written",
        directory,
        ...fragments,
      );
      for (const [name, text] of Object.entries(names)) expect(readFileSync(join(directory, name), "utf8")).toBe(text);
    };
    await refuse({ "notes.txt": "mine" }, "it holds notes.txt");
    await refuse({ "manifest.json": '{"name":"an extension"}' }, "its manifest.json is of something else");
    await refuse({ "manifest.json": "", "blobs/a": "mine" }, "it holds blobs/a");
    await refuse({ [`blobs/${"0".repeat(64)}`]: "mine" }, "it holds blobs, but no manifest.json");
    const file = fresh();
    writeFileSync(file, "mine");
    await expectRejection(() => world.export(file), InvalidError, "it is a file");
    expect(readFileSync(file, "utf8")).toBe("mine");
    await expectRejection(() => world.export(""), InvalidError, "path of a directory");
    // @ts-expect-error a number
    await expectRejection(() => world.import(3), InvalidError, "path of a directory", "3");
    const nested = join(fresh(), "a", "b");
    await world.export(nested);
    expect(existsSync(join(nested, "manifest.json"))).toBe(true);
  });

  test("keeps the bytes of files, each once, and every value that can be stored", async () => {
    const file = (text: string): SharedArrayBuffer => {
      const shared = new SharedArrayBuffer(Buffer.byteLength(text));
      new Uint8Array(shared).set(Buffer.from(text));
      return shared;
    };
    const data = {
      map: new Map<unknown, unknown>([
        [1n, new Date(5)],
        ["set", new Set([undefined, null, Number.NaN])],
      ]),
      bytes: new Uint8Array([1, 2]),
      list: [1, , 3],
      re: /a/g,
    };
    const object = { kind: "Volume", id: "vo-1", name: "data", environment: "main", createdAt: 0.5 } as const;
    const snapshot: Snapshot = {
      ...(await filled()),
      objects: [{ ...object, content: { data, files: [file("same"), file(""), file("same")] } }],
    };
    const directory = fresh();
    await writeState(directory, snapshot, { refuse });
    expect(readdirSync(join(directory, "blobs"))).toHaveLength(3);
    const state = (await readState(directory, directory, refuse)).snapshot;
    expect(state).toEqual(snapshot);
    expect(state.objects[0]?.content.files[0]).toBe(state.objects[0]?.content.files[2]);
  });
});

const refuse = (why: string): Error => new globalThis.Error(why);

describe("a directory that is no export, or a damaged one", () => {
  const manifest = (directory: string): string => join(directory, "manifest.json");
  const change = (directory: string, edit: (text: string) => string): void =>
    writeFileSync(manifest(directory), edit(readFileSync(manifest(directory), "utf8")));
  const resign = (directory: string, edit: (state: Record<string, unknown>) => void): void => {
    const { checksum: _checksum, ...state } = JSON.parse(readFileSync(manifest(directory), "utf8")) as Record<
      string,
      unknown
    >;
    edit(state);
    writeFileSync(manifest(directory), manifestText(state as never));
  };
  const blob = (directory: string): string =>
    join(directory, "blobs", readdirSync(join(directory, "blobs")).toSorted().at(-1) ?? "");
  const DAMAGES: Readonly<Record<string, readonly [damage: (directory: string) => void, ...fragments: string[]]>> = {
    "is not there": [(directory) => rmSync(directory, { recursive: true }), "no manifest.json"],
    "is empty": [
      (directory) => readdirSync(directory).forEach((name) => rmSync(join(directory, name), { recursive: true })),
      "no manifest.json",
    ],
    "has a manifest that is cut short": [
      (directory) => truncateSync(manifest(directory), 200),
      "manifest.json is incomplete",
    ],
    "has a manifest that is no object": [
      (directory) => writeFileSync(manifest(directory), "null"),
      "manifest.json is no state of a world",
    ],
    "has a manifest of something else": [
      (directory) => writeFileSync(manifest(directory), '{"name":"an extension"}'),
      "manifest.json is no state of a world",
    ],
    "has a manifest in which a name was changed": [
      (directory) => change(directory, (text) => text.replace('"seen"', '"been"')),
      "manifest.json was changed",
      "checksum",
    ],
    "was written by a newer version": [
      (directory) => resign(directory, (state) => (state["version"] = 2)),
      "format 2",
      "another version",
    ],
    "lacks a blob": [(directory) => unlinkSync(blob(directory)), "blobs/", "is missing"],
    "has a blob that is cut short": [
      (directory) => truncateSync(blob(directory), statSync(blob(directory)).size - 1),
      "blobs/",
      "incomplete or was changed",
    ],
    "has a blob in which a byte was changed": [
      (directory) => {
        const bytes = readFileSync(blob(directory));
        bytes[bytes.length - 1] = 1 + (bytes.at(-1) ?? 0);
        writeFileSync(blob(directory), bytes);
      },
      "blobs/",
      "incomplete or was changed",
    ],
    "says nothing of an object's content": [
      (directory) => resign(directory, ({ objects }) => delete (objects as { files?: unknown }[])[0]?.files),
      "manifest.json says nothing of the content",
      'Volume "data"',
    ],
    "has an object of a kind that does not exist": [
      (directory) =>
        resign(directory, ({ objects }) => (((objects as { kind: string }[])[0] ?? { kind: "" }).kind = "Cup")),
      "the kind Cup",
    ],
    "has an object with the contents of another": [
      (directory) =>
        resign(directory, ({ objects }) => {
          const list = objects as { kind: string; data: string }[];
          const [secret, dict] = [list.find(({ kind }) => kind === "Secret"), list.find(({ kind }) => kind === "Dict")];
          if (secret && dict) secret.data = dict.data;
        }),
      "an object in it cannot be made",
      "has to be a dict",
    ],
  };

  test.each(Object.entries(DAMAGES))(
    "that %s is refused whole, with the reason",
    async (_what, [damage, ...fragments]) => {
      const directory = fresh();
      await writeState(directory, await filled(), { refuse });
      await using world = await Emulator.start({ threads: 0 });
      await world.within(() => Dict.objects.create("mine"));
      const before = [await inventory(world), JSON.stringify([...world.events])];
      damage(directory);
      await expectRejection(() => world.import(directory), InvalidError, directory, ...fragments);
      expect([await inventory(world), JSON.stringify([...world.events])]).toEqual(before);
    },
  );
});

describe("an import", () => {
  test("is refused while containers live or a call waits, since they would be left with objects that are gone", async () => {
    const directory = fresh();
    await writeState(directory, await filled(), { refuse });
    await using world = await Emulator.start({ threads: 0 });
    world.secrets.set("api", { KEY: "mine" });
    await world.run(app, async () => {
      expect(await key.remote()).toBe("mine");
      await expectRejection(() => world.import(directory), InvalidError, "a container of `key` is alive");
      expect(await key.remote()).toBe("mine");
    });
    const waiting = world.within(() => Dict.objects.list());
    await expectRejection(() => world.import(directory), InvalidError, "a call waits", "Await it");
    expect(await waiting).toEqual([]);
    await world.import(directory);
    expect(await world.run(app, () => key.remote())).toBe("value of the key");
  });

  test("keeps apps that are deployed, with their environments", async () => {
    const directory = fresh();
    await writeState(directory, await filled(), { refuse });
    await using world = await Emulator.start({ threads: 0 });
    world.secrets.set("api", { KEY: "mine" }, { environment: "stage" });
    await world.deploy(app, { environment: "stage" });
    await world.import(directory);
    await world.within(async () => {
      expect((await Environment.objects.list()).map(({ name }) => name)).toEqual(["empty", "dev", "stage", "main"]);
      await expectRejection(() => Secret.fromName("api", { environment: "stage" }).hydrate(), NotFoundError, '"stage"');
      expect((await App.lookup("stateful", { environment: "stage" })).appId).toBe(app.appId);
    });
  });

  test("takes a world that is open", async () => {
    const directory = fresh();
    await writeState(directory, await filled(), { refuse });
    const world = await Emulator.start({ threads: 0 });
    await world.close();
    for (const method of [() => world.import(directory), () => world.export(directory), () => world.snapshot()])
      await expectRejection(method, ClientClosed, "closed");
    const closing = await Emulator.start({ threads: 0 });
    const importing = expectRejection(() => closing.import(directory), ClientClosed, "closed");
    await closing.close();
    await importing;
  });
});
