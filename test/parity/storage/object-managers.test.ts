// Modal: docs/modal/handles-and-names.md#managers
import { describe, expect } from "vitest";
import {
  AlreadyExistsError,
  App,
  Dict,
  ExecutionError,
  InvalidError,
  NetworkFileSystem,
  NotFoundError,
  Queue,
  Secret,
  Volume,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

type Handle = Volume | NetworkFileSystem | Dict | Queue | Secret;

interface Manager {
  create(name: string, options?: { allowExisting?: boolean; environment?: string }): Promise<void>;
  list(options?: { maxObjects?: number; createdBefore?: Date | string; environment?: string }): Promise<Handle[]>;
  delete(name: string, options?: { allowMissing?: boolean; environment?: string }): Promise<void>;
}

interface Kind {
  readonly prefix: string;
  readonly objects?: Manager;
  readonly fromName: (name: string, options?: { createIfMissing?: boolean; environment?: string }) => Handle;
  readonly fromId?: (id: string) => Handle;
  readonly ephemeral?: () => Promise<Handle & AsyncDisposable>;
}

const secrets: Manager = {
  create: (name, options) => Secret.objects.create(name, { KEY: "value" }, options),
  list: (options) => Secret.objects.list(options),
  delete: (name, options) => Secret.objects.delete(name, options),
};

const KINDS: Readonly<Record<string, Kind>> = {
  Volume: {
    prefix: "vo",
    objects: Volume.objects,
    fromName: (...given) => Volume.fromName(...given),
    fromId: (id) => Volume.fromId(id),
    ephemeral: () => Volume.ephemeral(),
  },
  Dict: {
    prefix: "di",
    objects: Dict.objects,
    fromName: (...given) => Dict.fromName(...given),
    fromId: (id) => Dict.fromId(id),
    ephemeral: () => Dict.ephemeral(),
  },
  Queue: {
    prefix: "qu",
    objects: Queue.objects,
    fromName: (...given) => Queue.fromName(...given),
    fromId: (id) => Queue.fromId(id),
    ephemeral: () => Queue.ephemeral(),
  },
  Secret: {
    prefix: "st",
    objects: secrets,
    fromName: (name, { environment } = {}) => Secret.fromName(name, environment === undefined ? {} : { environment }),
    fromId: (id) => Secret.fromId(id),
  },
  NetworkFileSystem: { prefix: "sv", fromName: (...given) => NetworkFileSystem.fromName(...given) },
};

const names = (handles: readonly Handle[]): unknown[] => handles.map(({ name }) => name);

const app = new App("objects");
const look = app.function({}, async function look(handle: Handle): Promise<
  [name: string | null, id: string | undefined, handle: Handle]
> {
  const { name } = await (await handle.hydrate()).info();
  return [name, handle.objectId, handle];
});

for (const [kind, { prefix, objects, fromName, fromId, ephemeral }] of Object.entries(KINDS)) {
  /** Makes an object, and gives its id. */
  const make = async (name: string): Promise<string | undefined> => {
    if (objects) await objects.create(name);
    return (await fromName(name, { createIfMissing: true }).hydrate()).objectId;
  };

  describe(`a ${kind}`, () => {
    test("is looked up by the first method that needs it, or by hydrate", async ({ world }) => {
      await world.within(async () => {
        const handle = fromName("thing");
        expect([handle.name, handle.objectId]).toEqual(["thing", undefined]);
        await expectRejection(
          () => handle.hydrate(),
          NotFoundError,
          `${kind} "thing" does not exist in environment "main"`,
          "create",
        );
        await expectRejection(() => handle.info(), NotFoundError, `${kind} "thing"`);
        const id = await make("thing");
        expect(id).toMatch(new RegExp(`^${prefix}-[0-9A-Za-z]{22}$`));
        expect(await handle.hydrate()).toBe(handle);
        expect(handle.objectId).toBe(id);
      });
      expect(fromName("thing").objectId).toBeUndefined();
      await expectRejection(() => fromName("thing").info(), ExecutionError, `${kind}.info`, "no world is in sight");
    });

    test("tells its name, and when and by whom it was made, on the world's clock", async ({ world }) => {
      await world.within(async () => {
        await world.clock.advance({ hours: 1 });
        await make("thing");
        await world.clock.advance({ hours: 1 });
        expect(await fromName("thing").info()).toEqual({
          name: "thing",
          createdAt: new Date("2026-01-01T01:00:00Z"),
          createdBy: "emulator",
        });
      });
    });

    test("is another one in another environment", async ({ world }) => {
      await world.within(async () => {
        await make("thing");
        await expectRejection(
          () => fromName("thing", { environment: "dev" }).hydrate(),
          NotFoundError,
          `${kind} "thing" does not exist in environment "dev"`,
        );
        if (objects) await objects.create("thing", { environment: "dev" });
        const there = await fromName("thing", { createIfMissing: true, environment: "dev" }).hydrate();
        expect(there.objectId).not.toBe(fromName("thing").objectId);
        expect((await there.info()).name).toBe("thing");
      });
    });

    test("crosses as argument and result: by its id once it is known, else by its name", async ({ world }) => {
      await world.run(app, async () => {
        const id = await make("thing");
        for (const handle of [fromName("thing"), await fromName("thing").hydrate()]) {
          const [name, idThere, back] = await look.remote(handle);
          expect([name, idThere, back.objectId, back.constructor]).toEqual(["thing", id, id, handle.constructor]);
          expect((await back.info()).name).toBe("thing");
        }
      });
    });

    if (fromId) {
      test("is found by its id, in its own world only", async ({ world }) => {
        await world.within(async () => {
          const id = (await make("thing")) ?? "";
          expect((await fromId(id).info()).name).toBe("thing");
          await expectRejection(
            () => fromId(`${prefix}-${"0".repeat(22)}`).info(),
            NotFoundError,
            `There is no ${kind} ${prefix}-000`,
          );
          await expectRejection(async () => fromId("xx-1"), InvalidError, `Invalid ${kind} id: "xx-1"`, `"${prefix}-"`);
        });
      });
    }

    if (ephemeral) {
      test("that is ephemeral has no name, is not listed, and is gone after its block", async ({ world }) => {
        await world.run(app, async () => {
          const kept: Handle[] = [];
          {
            await using handle = await ephemeral();
            kept.push(handle);
            expect(await handle.info()).toMatchObject({ name: null });
            expect(await objects?.list()).toEqual([]);
            expect((await look.remote(handle)).slice(0, 2)).toEqual([null, handle.objectId]);
          }
          await expectRejection(
            async () => kept[0]?.info(),
            NotFoundError,
            `There is no ${kind} ${prefix}-`,
            "it was deleted",
          );
        });
      });
    }
  });

  if (!objects) continue;
  describe(`${kind}.objects`, () => {
    test("create makes an object once, and leaves an existing one alone with allowExisting", async ({ world }) => {
      await world.within(async () => {
        expect(await objects.create("thing")).toBeUndefined();
        const { objectId } = await fromName("thing").hydrate();
        await expectRejection(
          () => objects.create("thing"),
          AlreadyExistsError,
          `${kind} "thing" exists already in environment "main"`,
        );
        await objects.create("thing", { allowExisting: true });
        expect((await fromName("thing").hydrate()).objectId).toBe(objectId);
        expect(names(await objects.list())).toEqual(["thing"]);
      });
    });

    test("list gives hydrated handles of one environment, newest first", async ({ world }) => {
      await world.within(async () => {
        for (const name of ["a", "b", "c"]) {
          await objects.create(name);
          await world.clock.advance({ hours: 1 });
        }
        await objects.create("d", { environment: "dev" });
        const listed = await objects.list();
        expect(names(listed)).toEqual(["c", "b", "a"]);
        expect(listed[2]?.objectId).toBe((await fromName("a").hydrate()).objectId);
        expect(names(await objects.list({ environment: "dev" }))).toEqual(["d"]);
        expect(await objects.list({ environment: "empty" })).toEqual([]);
        expect(names(await objects.list({ maxObjects: 2 }))).toEqual(["c", "b"]);
        expect(await objects.list({ maxObjects: 0 })).toEqual([]);
        expect(names(await objects.list({ createdBefore: new Date("2026-01-01T02:00:00Z") }))).toEqual(["b", "a"]);
        expect(names(await objects.list({ createdBefore: "2026-01-01T02:00:00.001+00:00", maxObjects: 1 }))).toEqual([
          "c",
        ]);
        const local = new Date("2026-01-01T01:00:00Z");
        const text = new Date(local.getTime() - local.getTimezoneOffset() * 60_000).toISOString().slice(0, -1); // without a zone: local time
        expect(names(await objects.list({ createdBefore: text }))).toEqual(["a"]);
      });
    });

    test("delete frees the name at once; a handle that was used keeps to the deleted object", async ({ world }) => {
      await world.within(async () => {
        await expectRejection(() => objects.delete("thing"), NotFoundError, `${kind} "thing" does not exist`);
        expect(await objects.delete("thing", { allowMissing: true })).toBeUndefined();
        await objects.create("thing");
        await objects.create("thing", { environment: "dev" });
        const [used, unused, old] = [await fromName("thing").hydrate(), fromName("thing"), await objects.list()];
        await objects.delete("thing");
        await expectRejection(() => used.info(), NotFoundError, `There is no ${kind} ${prefix}-`, "it was deleted");
        await objects.create("thing");
        for (const handle of [used, ...old])
          await expectRejection(() => handle.info(), NotFoundError, `There is no ${kind} ${prefix}-`);
        expect((await unused.info()).name).toBe("thing");
        expect(unused.objectId).not.toBe(used.objectId);
        expect(names(await objects.list({ environment: "dev" }))).toEqual(["thing"]);
      });
    });

    test("check names, environments and options before anything else", async () => {
      await expectRejection(() => objects.create("a b"), InvalidError, `Invalid ${kind} name`);
      await expectRejection(() => objects.delete("a b"), InvalidError, `Invalid ${kind} name`);
      await expectRejection(
        () => objects.create("ab", { environment: "en-x" }),
        InvalidError,
        "Invalid Environment name",
      );
      await expectRejection(() => objects.list({ environment: "x" }), InvalidError, "Invalid Environment name");
      await expectRejection(() => objects.delete("ab", { environment: "x" }), InvalidError, "Invalid Environment name");
      await expectRejection(
        () => objects.list({ maxObjects: -1 }),
        InvalidError,
        '"maxObjects"',
        "whole number from 0",
        "-1",
      );
      await expectRejection(
        () => objects.list({ createdBefore: "soon" }),
        InvalidError,
        '"createdBefore"',
        "is no date",
      );
      // @ts-expect-error a number
      await expectRejection(() => objects.list({ createdBefore: 3 }), TypeError, '"createdBefore"', "got 3");
      await expectRejection(
        // @ts-expect-error unknown option
        () => objects.create("ab", { allowExist: true }),
        InvalidError,
        '"allowExist"',
        '"allowExisting"',
      );
      // @ts-expect-error unknown option
      await expectRejection(() => objects.list({ max: 3 }), InvalidError, '"max"', '"maxObjects"');
      await expectRejection(
        // @ts-expect-error a text
        () => objects.create("ab", { allowExisting: "yes" }),
        InvalidError,
        '"allowExisting" of',
        "true or false",
      );
    });

    test("need a world", async () => {
      await expectRejection(
        () => objects.create("ab"),
        ExecutionError,
        `${kind}.objects.create`,
        "no world is in sight",
      );
      await expectRejection(() => objects.list(), ExecutionError, `${kind}.objects.list`);
      await expectRejection(() => objects.delete("ab"), ExecutionError, `${kind}.objects.delete`);
    });
  });
}

describe("Secret.objects", () => {
  test("create takes the values second, strings only", async () => {
    // @ts-expect-error null
    await expectRejection(() => Secret.objects.create("ab", { A: null }), InvalidError, "A is null");
    // @ts-expect-error missing
    await expectRejection(() => Secret.objects.create("ab"), InvalidError, "has to be a dict");
  });
});

test("managers work in containers, in the environment of their app", async ({ world }) => {
  const make = (name: string) => world.run(managing, () => manage.remote(name), { environment: "dev" });
  expect(await make("one")).toEqual(["one"]);
  expect(await make("two")).toEqual(["two", "one"]);
  expect(await world.within(() => Dict.objects.list())).toEqual([]);
  expect(names(await world.within(() => Dict.objects.list({ environment: "dev" })))).toEqual(["two", "one"]);
});

const managing = new App("managing");
const manage = managing.function({}, async function manage(name: string) {
  await Dict.objects.create(name);
  return (await Dict.objects.list()).map((dict) => dict.name);
});
