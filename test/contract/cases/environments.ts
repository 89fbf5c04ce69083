import { expect } from "vitest";
import { AlreadyExistsError, NotFoundError } from "modal-emulator";
import type { Group } from "../case.js";
import { named } from "./named.js";

export const environments = {
  "environment.lookup": [
    [
      "finds the one that the world has, and makes others if asked to",
      async ({ send, refused }) => {
        expect((await send("environment.lookup", { name: "main", createIfMissing: false })).objectId).toMatch(/^en-/);
        await refused("environment.lookup", { name: "qa", createIfMissing: false }, NotFoundError, '"qa"');
        const made = await send("environment.lookup", { name: "qa", createIfMissing: true });
        expect(await send("environment.lookup", { name: "qa", createIfMissing: false })).toEqual(made);
      },
    ],
  ],
  "environment.create": [
    [
      "makes one, unless there is one of the name",
      async ({ send, refused }) => {
        expect(await send("environment.create", { name: "qa" })).toBeNull();
        await refused("environment.create", { name: "qa" }, AlreadyExistsError, '"qa"');
      },
    ],
  ],
  "environment.list": [
    [
      "gives all of them, newest first",
      async ({ send }) => {
        for (const name of ["one", "two"]) await send("environment.create", { name });
        const list = await send("environment.list", {});
        expect(list.map(({ name }) => name)).toEqual(["two", "one", "main"]);
        for (const { name, objectId } of list)
          expect(await send("environment.lookup", { name, createIfMissing: false })).toEqual({ objectId });
      },
    ],
  ],
  "environment.delete": [
    [
      "deletes it with what is in it",
      async ({ send, refused }) => {
        await send("object.create", { kind: "Dict", name: "d", environment: "qa", allowExisting: false });
        expect(await send("environment.delete", { name: "qa" })).toBeNull();
        await refused("environment.lookup", { name: "qa", createIfMissing: false }, NotFoundError, '"qa"');
        await refused("dict.len", { object: named("d", { environment: "qa" }) }, NotFoundError, '"d"', '"qa"');
        await refused("environment.delete", { name: "qa" }, NotFoundError, '"qa"');
      },
    ],
  ],
} satisfies Group;
