import { expect } from "vitest";
import { AlreadyExistsError, InvalidError, NotFoundError } from "modal-emulator";
import type { ObjectKind } from "../../../src/contract/storage-commands.js";
import type { Case, Group } from "../case.js";
import { named } from "./named.js";

/** The prefix of each kind's ids. */
const KINDS = {
  Volume: "vo",
  NetworkFileSystem: "sv",
  Dict: "di",
  Queue: "qu",
  Secret: "st",
  Proxy: "pr",
} as const satisfies Record<ObjectKind, string>;

/** A case of objects of each kind. */
function ofEachKind(fact: string, body: (kind: ObjectKind, ...given: Parameters<Case[1]>) => Promise<void>): Case {
  return [
    fact,
    async (asked) => {
      for (const kind of Object.keys(KINDS) as ObjectKind[]) await body(kind, asked);
    },
  ];
}

export const objects = {
  "object.lookup": [
    ofEachKind("finds an object by its name or id, and makes one if asked to", async (kind, { send }) => {
      const { objectId } = await send("object.lookup", { kind, object: named("things", { createIfMissing: true }) });
      expect(objectId).toMatch(new RegExp(`^${KINDS[kind]}-`));
      for (const object of [named("things"), { kind: "id", id: objectId } as const])
        expect(await send("object.lookup", { kind, object })).toEqual(
          kind === "Volume" ? { objectId, version: 1 } : { objectId },
        );
      await send("object.delete", { kind, name: "things", allowMissing: false });
    }),
    ofEachKind("names what is missing", async (kind, { refused }) => {
      await refused("object.lookup", { kind, object: named("nothing") }, NotFoundError, kind, '"nothing"', '"main"');
      await refused("object.lookup", { kind, object: { kind: "id", id: "xx-none" } }, NotFoundError, kind, "xx-none");
    }),
    [
      "refuses a volume of another version, and a secret without the keys that are required",
      async ({ send, refused }) => {
        await send("object.create", { kind: "Volume", name: "v", version: 2, allowExisting: false });
        await send("object.create", { kind: "Secret", name: "s", values: { A: "1" }, allowExisting: false });
        await refused(
          "object.lookup",
          { kind: "Volume", object: { ...named("v"), version: 1 } },
          InvalidError,
          '"v"',
          "version 2",
        );
        await refused(
          "object.lookup",
          { kind: "Secret", object: { ...named("s"), requiredKeys: ["A", "B"] } },
          NotFoundError,
          '"s"',
          "keys B",
        );
      },
    ],
  ],
  "object.create": [
    ofEachKind("makes an object, and tells if there is one of the name", async (kind, { send, refused }) => {
      const command = { kind, name: `new-${kind}`, allowExisting: false };
      expect(await send("object.create", command)).toBeNull();
      const found = await send("object.lookup", { kind, object: named(command.name) });
      await refused("object.create", command, AlreadyExistsError, kind, `"${command.name}"`, '"main"');
      expect(await send("object.create", { ...command, allowExisting: true })).toBeNull();
      expect(await send("object.lookup", { kind, object: named(command.name) })).toEqual(found);
    }),
    [
      "refuses a version that there is not, and a name that is a volume's for a network file system",
      async ({ send, refused }) => {
        const command = { name: "v", allowExisting: true };
        await refused("object.create", { ...command, kind: "Volume", version: 3 }, InvalidError, "3");
        await send("object.create", { ...command, kind: "Volume" });
        await refused("object.create", { ...command, kind: "NetworkFileSystem" }, InvalidError, '"v"');
      },
    ],
  ],
  "object.ephemeral": [
    ofEachKind("makes an object without a name, which is not listed", async (kind, { send }) => {
      const { objectId } = await send("object.ephemeral", { kind });
      expect(await send("object.info", { kind, object: { kind: "id", id: objectId } })).toMatchObject({ name: null });
      expect(await send("object.list", { kind, environment: "main" })).not.toContainEqual(
        expect.objectContaining({ objectId }),
      );
    }),
  ],
  "object.list": [
    ofEachKind("gives the named objects of an environment, newest first", async (kind, { send }) => {
      const where = { kind, environment: "listed" };
      expect(await send("object.list", where)).toEqual([]);
      const ids: string[] = [];
      for (const name of ["a", "b", "c"]) {
        await send("object.create", { ...where, name: `${kind}-${name}`, allowExisting: false });
        ids.unshift(
          (await send("object.lookup", { kind, object: named(`${kind}-${name}`, { environment: "listed" }) })).objectId,
        );
      }
      const all = await send("object.list", where);
      expect(all).toEqual(["c", "b", "a"].map((name, index) => ({ objectId: ids[index], name: `${kind}-${name}` })));
      expect(await send("object.list", { ...where, maxObjects: 2 })).toEqual(all.slice(0, 2));
      expect(await send("object.list", { ...where, createdBefore: 0 })).toEqual([]);
    }),
  ],
  "object.delete": [
    ofEachKind("deletes an object by its name", async (kind, { send, refused }) => {
      const command = { kind, name: `old-${kind}`, allowMissing: false };
      await send("object.create", { ...command, allowExisting: false });
      expect(await send("object.delete", command)).toBeNull();
      await refused("object.lookup", { kind, object: named(command.name) }, NotFoundError, `"${command.name}"`);
      await refused("object.delete", command, NotFoundError, kind, `"${command.name}"`, '"main"');
      expect(await send("object.delete", { ...command, allowMissing: true })).toBeNull();
    }),
  ],
  "object.release": [
    ofEachKind("ends an ephemeral object, and may come again", async (kind, { send, refused }) => {
      const { objectId } = await send("object.ephemeral", { kind });
      for (let times = 0; times < 2; times++) expect(await send("object.release", { kind, objectId })).toBeNull();
      await refused("object.lookup", { kind, object: { kind: "id", id: objectId } }, NotFoundError, objectId);
    }),
  ],
  "object.info": [
    ofEachKind("tells name, time and maker", async (kind, { send }) => {
      await send("object.create", { kind, name: `known-${kind}`, allowExisting: false });
      const info = await send("object.info", { kind, object: named(`known-${kind}`) });
      expect(info).toEqual({ name: `known-${kind}`, createdAt: expect.any(Number), createdBy: expect.any(String) });
    }),
    ofEachKind("names what is missing", (kind, { refused }) =>
      refused("object.info", { kind, object: named("nothing") }, NotFoundError, kind, '"nothing"'),
    ),
  ],
  "secret.update": [
    [
      "adds to the values of a secret and replaces them, by key",
      async ({ send, refused }) => {
        await send("object.create", { kind: "Secret", name: "s", values: { A: "1" }, allowExisting: false });
        expect(await send("secret.update", { object: named("s"), values: { B: "2" } })).toBeNull();
        await send("object.lookup", { kind: "Secret", object: { ...named("s"), requiredKeys: ["A", "B"] } });
        await refused(
          "object.lookup",
          { kind: "Secret", object: { ...named("s"), requiredKeys: ["C"] } },
          NotFoundError,
          "keys C",
        );
      },
    ],
    [
      "names what is missing",
      ({ refused }) =>
        refused("secret.update", { object: named("nothing"), values: {} }, NotFoundError, "Secret", '"nothing"'),
    ],
  ],
} satisfies Group;
