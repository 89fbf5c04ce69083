import { expect } from "vitest";
import { AlreadyExistsError, InvalidError, NotFoundError } from "modal-emulator";
import { contentOf } from "../../../src/contract/stored-file.js";
import type { FileKind } from "../../../src/contract/storage-commands.js";
import type { Asked, Case, Group } from "../case.js";
import { named } from "./named.js";

const object = named("files");

function file(path: string, text: string) {
  return { path, content: contentOf(Buffer.from(text)), mode: 0o644 };
}

/** A case of a file system of each kind, with two files. */
function withFiles(
  fact: string,
  body: (asked: Asked, where: { kind: FileKind; object: typeof object }) => Promise<void>,
): Case {
  return [
    fact,
    async (asked) => {
      for (const kind of ["Volume", "NetworkFileSystem"] as const) {
        await asked.send("object.create", {
          kind,
          name: "files",
          version: kind === "Volume" ? 2 : undefined,
          allowExisting: false,
        });
        await asked.send("files.put", {
          kind,
          object,
          files: [file("a.txt", "one"), file("sub/b.txt", "three")],
          force: false,
        });
        await body(asked, { kind, object });
        await asked.send("object.delete", { kind, name: "files", allowMissing: false });
      }
    },
  ];
}

/** Refuses what is asked of a file system that there is not. */
function withoutVolume(
  body: (where: { kind: "Volume"; object: typeof object }, ...given: Parameters<Case[1]>) => Promise<void>,
): Case {
  return ["names a file system that is missing", (asked) => body({ kind: "Volume", object: named("nothing") }, asked)];
}

async function textAt(
  { send }: Asked,
  where: { kind: FileKind; object: typeof object },
  path: string,
): Promise<string> {
  const { content } = await send("files.read", { ...where, path });
  expect(content).toBeInstanceOf(SharedArrayBuffer);
  return Buffer.from(content).toString();
}

export const files = {
  "files.list": [
    withFiles("gives the entries of a directory, or of all below it", async ({ send }, where) => {
      const list = async (path: string, recursive: boolean) =>
        (await send("files.list", { ...where, path, recursive })).map((entry) => [entry.path, entry.type, entry.size]);
      expect(await list("", false)).toEqual([
        ["a.txt", "file", 3],
        ["sub", "directory", 0],
      ]);
      expect(await list("sub", false)).toEqual([["sub/b.txt", "file", 5]]);
      expect(await list("", true)).toEqual([
        ["a.txt", "file", 3],
        ["sub", "directory", 0],
        ["sub/b.txt", "file", 5],
      ]);
    }),
    withFiles("names a path that is missing", ({ refused }, where) =>
      refused("files.list", { ...where, path: "none", recursive: false }, NotFoundError, '"/none"'),
    ),
    withoutVolume((where, { refused }) =>
      refused("files.list", { ...where, path: "", recursive: false }, NotFoundError, '"nothing"'),
    ),
  ],
  "files.read": [
    withFiles("gives the bytes of a file", async (asked, where) => {
      expect(await textAt(asked, where, "sub/b.txt")).toBe("three");
    }),
    withFiles("refuses directories, and names a path that is missing", async ({ refused }, where) => {
      await refused("files.read", { ...where, path: "sub" }, InvalidError, '"/sub"');
      await refused("files.read", { ...where, path: "none" }, NotFoundError, '"/none"');
    }),
    withoutVolume((where, { refused }) => refused("files.read", { ...where, path: "a" }, NotFoundError, '"nothing"')),
  ],
  "files.remove": [
    withFiles("removes a file, and a directory if it is to be recursive", async ({ send, refused }, where) => {
      await refused("files.remove", { ...where, path: "sub", recursive: false }, InvalidError, '"/sub"');
      expect(await send("files.remove", { ...where, path: "sub", recursive: true })).toBeNull();
      expect(await send("files.remove", { ...where, path: "a.txt", recursive: false })).toBeNull();
      expect(await send("files.list", { ...where, path: "", recursive: true })).toEqual([]);
      await refused("files.remove", { ...where, path: "a.txt", recursive: false }, NotFoundError, '"/a.txt"');
    }),
    withoutVolume((where, { refused }) =>
      refused("files.remove", { ...where, path: "a", recursive: false }, NotFoundError, '"nothing"'),
    ),
  ],
  "files.put": [
    withFiles("stores all files or none, and replaces others if told to", async (asked, where) => {
      const given = [file("c.txt", "new"), file("a.txt", "other")];
      await asked.refused("files.put", { ...where, files: given, force: false }, AlreadyExistsError, '"/a.txt"');
      await asked.refused("files.read", { ...where, path: "c.txt" }, NotFoundError, '"/c.txt"');
      expect(await asked.send("files.put", { ...where, files: given, force: true })).toBeNull();
      expect([await textAt(asked, where, "a.txt"), await textAt(asked, where, "c.txt")]).toEqual(["other", "new"]);
    }),
    withoutVolume((where, { refused }) =>
      refused("files.put", { ...where, files: [], force: false }, NotFoundError, '"nothing"'),
    ),
  ],
  "files.copy": [
    withFiles("copies a file under a name, and files into a directory", async (asked, where) => {
      expect(
        await asked.send("files.copy", { ...where, sources: ["a.txt"], target: "c.txt", recursive: false }),
      ).toBeNull();
      await asked.send("files.copy", { ...where, sources: ["a.txt", "c.txt"], target: "sub", recursive: false });
      expect([await textAt(asked, where, "c.txt"), await textAt(asked, where, "sub/c.txt")]).toEqual(["one", "one"]);
      const missing = { ...where, sources: ["none"], target: "d.txt", recursive: false };
      await asked.refused("files.copy", missing, NotFoundError, '"/none"');
      await asked.refused(
        "files.copy",
        { ...missing, sources: ["a.txt", "c.txt"], target: "new" },
        InvalidError,
        '"/new"',
      );
    }),
    withoutVolume((where, { refused }) =>
      refused("files.copy", { ...where, sources: ["a"], target: "b", recursive: false }, NotFoundError, '"nothing"'),
    ),
  ],
  "volume.rename": [
    [
      "gives a volume another name, unless that is taken",
      async ({ send, refused }) => {
        for (const name of ["from", "taken"])
          await send("object.create", { kind: "Volume", name, allowExisting: false });
        const found = await send("object.lookup", { kind: "Volume", object: named("from") });
        await refused("volume.rename", { from: "from", to: "taken" }, AlreadyExistsError, '"taken"', '"main"');
        expect(await send("volume.rename", { from: "from", to: "to" })).toBeNull();
        expect(await send("object.lookup", { kind: "Volume", object: named("to") })).toEqual(found);
        await refused("volume.rename", { from: "from", to: "again" }, NotFoundError, '"from"');
      },
    ],
  ],
} satisfies Group;
