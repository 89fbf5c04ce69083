import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Area, differs, works } from "../row.ts";
import { type Commands, commands, notThere } from "./commands.ts";

const FILL = "test/cli/kept/apps/fill.ts";
const ROLES = "Modal has `environment roles` instead";
const IMAGES = "Images are of the world that builds them";
const BILLING = "Nothing is paid here";

const names = async ({ json }: Commands, kind: string): Promise<unknown[]> =>
  ((await json(kind, "list")) as { name: string }[]).map(({ name }) => name);

/** A volume `data`, or a network file system of that name, with a file `a.txt`. */
async function withFile(kind: "volume" | "nfs"): Promise<Commands> {
  const kept = commands();
  await kept.ok(kind, "create", "data");
  await kept.ok(kind, "put", "data", kept.file("a.txt", "text"));
  return kept;
}

/** Those that a run has filled: the dict `seen` and the queue `work`. */
async function filled(): Promise<Commands> {
  const kept = commands();
  await kept.ok("run", "-q", FILL);
  return kept;
}

/** How a command asks before it deletes. */
const ASKS = "There is no terminal to answer: give --yes.";

export const storedThings: Area = {
  title: "Stored things",
  intro: "Commands on what is kept in `.modal-emulator` ([guide](command-line-storage.md)).",
  rows: [
    works("volume create", "NAME `--version`", async () => {
      const { ok, json, fails } = commands();
      expect(await ok("volume", "create", "data", "--version", "2")).toContain("Created Volume 'data'");
      await fails(1, "AlreadyExistsError", "volume", "create", "data");
      expect(await json("volume", "list")).toHaveLength(1);
    }),
    works("volume list", "`--json`", async () => {
      const { ok, json } = await withFile("volume");
      expect(await ok("volume", "list")).toContain("│ Name │ Created at");
      expect(await json("volume", "list")).toEqual([
        { name: "data", created_at: "2026-01-01T00:00:00.000Z", created_by: "emulator" },
      ]);
    }),
    works("volume ls", "NAME PATH `--json`", async () => {
      const { ok, json } = await withFile("volume");
      expect(await ok("volume", "ls", "data")).toBe("a.txt\n");
      expect(await json("volume", "ls", "data", "/")).toEqual([
        { filename: "a.txt", type: "file", created_modified: "2026-01-01T00:00:00.000Z", size: "4 B" },
      ]);
    }),
    works(
      "volume get",
      "NAME REMOTE_PATH LOCAL_DESTINATION `--force`",
      async () => {
        const { ok, fails, directory, file } = await withFile("volume");
        expect(await ok("volume", "get", "data", "a.txt", "-")).toBe("text");
        await ok("volume", "get", "data", "/", join(directory, "all"));
        const local = file("all/a.txt", "mine");
        await fails(2, "already exists", "volume", "get", "data", "a.txt", local);
        await ok("volume", "get", "data", "a.txt", local, "--force");
        expect(readFileSync(local, "utf8")).toBe("text");
      },
      "`--force` overwrites files; it deletes no local directory",
    ),
    works("volume put", "NAME LOCAL_PATH REMOTE_PATH `--force`", async () => {
      const { ok, fails, directory, file } = await withFile("volume");
      const local = file("b.txt", "more");
      await ok("volume", "put", "data", local, "/to/");
      expect(await ok("volume", "ls", "data", "to")).toBe("to/b.txt\n");
      await fails(2, "exists already: give --force", "volume", "put", "data", local, "to/b.txt");
      await ok("volume", "put", "data", local, "to/b.txt", "-f");
      await fails(2, "Glob uploads are currently not supported", "volume", "put", "data", join(directory, "*.txt"));
    }),
    works("volume cp", "NAME PATHS `--recursive`", async () => {
      const { ok, fails } = await withFile("volume");
      expect(await ok("volume", "cp", "data", "a.txt", "b.txt")).toBe("");
      expect(await ok("volume", "ls", "data")).toBe("a.txt\nb.txt\n");
      await fails(1, "needs a volume of version 2", "volume", "cp", "data", "/", "x", "-r");
    }),
    works("volume rm", "NAME REMOTE_PATH `--recursive`", async () => {
      const { ok, fails } = await withFile("volume");
      await ok("volume", "put", "data", "test/cli/kept/apps", "apps");
      await fails(1, "give --recursive", "volume", "rm", "data", "apps");
      await ok("volume", "rm", "data", "apps", "-r");
      expect(await ok("volume", "rm", "data", "a.txt")).toContain("a.txt was deleted successfully!");
      expect(await ok("volume", "ls", "data")).toBe("");
    }),
    works("volume rename", "OLD_NAME NEW_NAME `--yes`", async () => {
      const kept = await withFile("volume");
      await kept.fails(1, ASKS, "volume", "rename", "data", "facts");
      await kept.ok("volume", "rename", "data", "facts", "-y");
      expect(await names(kept, "volume")).toEqual(["facts"]);
    }),
    works("volume delete", "NAME `--allow-missing` `--yes`", async () => {
      const kept = await withFile("volume");
      await kept.fails(1, ASKS, "volume", "delete", "data");
      await kept.ok("volume", "delete", "data", "-y");
      await kept.fails(1, "NotFoundError", "volume", "delete", "data", "-y");
      await kept.ok("volume", "delete", "data", "-y", "--allow-missing");
      expect(await names(kept, "volume")).toEqual([]);
    }),
    notThere("volume dashboard", "`modal-emulator volume ls` lists the files of a volume"),
    works("dict create", "NAME", async () => {
      const kept = commands();
      for (const _ of ["made", "there already"]) await kept.ok("dict", "create", "seen");
      expect(await names(kept, "dict")).toEqual(["seen"]);
    }),
    works("dict list", "`--json`", async () => {
      const { json } = await filled();
      expect(await json("dict", "list")).toEqual([
        { name: "seen", created_at: expect.any(String), created_by: "emulator" },
      ]);
    }),
    differs(
      "dict get",
      "NAME KEY",
      "a key that is not there is an error and ends with 1; Modal prints `None`",
      async () => {
        const { ok, fails } = await filled();
        expect(await ok("dict", "get", "seen", "text")).toBe("plain\n");
        await fails(1, "NotFoundError", "dict", "get", "seen", "nope");
      },
    ),
    works(
      "dict items",
      "NAME N `--all` `--repr` `--json`",
      async () => {
        const { ok, json } = await filled();
        expect(await ok("dict", "items", "seen", "1")).toMatch(/│ text │ plain │[^]*│ \.{3} +│ \.{3} +│/);
        expect(await ok("dict", "items", "seen", "1", "--all", "--repr")).toMatch(
          /'text' +│ 'plain'[^]*'nothing' +│ null/,
        );
        expect(await json("dict", "items", "seen")).toContainEqual({ key: "text", value: "plain" });
      },
      "values are shown as Node's `inspect` shows them",
    ),
    works("dict clear", "NAME `--yes`", async () => {
      const { ok, json, fails } = await filled();
      await fails(1, ASKS, "dict", "clear", "seen");
      await ok("dict", "clear", "seen", "-y");
      expect(await json("dict", "items", "seen")).toEqual([]);
    }),
    works("dict delete", "NAME `--allow-missing` `--yes`", async () => {
      const kept = await filled();
      await kept.fails(1, ASKS, "dict", "delete", "seen");
      await kept.ok("dict", "delete", "seen", "-y");
      await kept.ok("dict", "delete", "seen", "-y", "--allow-missing");
      expect(await names(kept, "dict")).toEqual([]);
    }),
    works("queue create", "NAME", async () => {
      const kept = commands();
      for (const _ of ["made", "there already"]) await kept.ok("queue", "create", "work");
      expect(await names(kept, "queue")).toEqual(["work"]);
    }),
    works("queue list", "`--json`", async () => {
      const { json } = await filled();
      const one = { name: "work", created_at: expect.any(String), created_by: "emulator" };
      expect(await json("queue", "list")).toEqual([{ ...one, partitions: "2", total_size: "4" }]);
    }),
    works("queue peek", "NAME N `--partition`", async () => {
      const { ok } = await filled();
      expect(await ok("queue", "peek", "work", "2")).toBe("one\n{ two: 2 }\n");
      expect(await ok("queue", "peek", "work", "-p", "p")).toBe("other\n");
    }),
    works("queue len", "NAME `--partition` `--total`", async () => {
      const { ok } = await filled();
      expect(await ok("queue", "len", "work")).toBe("3\n");
      expect(await ok("queue", "len", "work", "-p", "p")).toBe("1\n");
      expect(await ok("queue", "len", "work", "--total")).toBe("4\n");
    }),
    works("queue clear", "NAME `--partition` `--all` `--yes`", async () => {
      const { ok, fails } = await filled();
      await fails(1, ASKS, "queue", "clear", "work");
      await ok("queue", "clear", "work", "-p", "p", "-y");
      expect(await ok("queue", "len", "work", "-t")).toBe("3\n");
      await ok("queue", "clear", "work", "--all", "--yes");
      expect(await ok("queue", "len", "work", "-t")).toBe("0\n");
    }),
    works("queue delete", "NAME `--allow-missing` `--yes`", async () => {
      const kept = await filled();
      await kept.fails(1, ASKS, "queue", "delete", "work");
      await kept.ok("queue", "delete", "work", "-y");
      await kept.ok("queue", "delete", "work", "-y", "--allow-missing");
      expect(await names(kept, "queue")).toEqual([]);
    }),
    works("nfs create", "NAME", async () => {
      const { ok } = commands();
      expect(await ok("nfs", "create", "data")).toContain("Created volume 'data'.");
    }),
    works("nfs list", "`--json`", async () => {
      const { json } = await withFile("nfs");
      expect(await json("nfs", "list")).toEqual([
        { name: "data", location: "", created_at: "2026-01-01T00:00:00.000Z" },
      ]);
    }),
    works("nfs ls", "NAME PATH", async () => {
      const { ok } = await withFile("nfs");
      expect(await ok("nfs", "ls", "data", "/*.txt")).toBe("a.txt\n");
    }),
    works("nfs get", "NAME REMOTE_PATH LOCAL_DESTINATION `--force`", async () => {
      const { ok, directory } = await withFile("nfs");
      await ok("nfs", "get", "data", "**", join(directory, "all"));
      expect(readFileSync(join(directory, "all", "a.txt"), "utf8")).toBe("text");
    }),
    works("nfs put", "NAME LOCAL_PATH REMOTE_PATH", async () => {
      const { ok, file } = await withFile("nfs");
      expect(await ok("nfs", "put", "data", file("b.txt", "more"), "/to/")).toContain("(4 bytes written)");
      expect(await ok("nfs", "ls", "data", "to")).toBe("to/b.txt\n");
    }),
    works("nfs rm", "NAME REMOTE_PATH `--recursive`", async () => {
      const { ok } = await withFile("nfs");
      await ok("nfs", "rm", "data", "a.txt");
      expect(await ok("nfs", "ls", "data")).toBe("");
    }),
    works("nfs delete", "NAME `--yes`", async () => {
      const kept = await withFile("nfs");
      await kept.fails(1, ASKS, "nfs", "delete", "data");
      await kept.ok("nfs", "delete", "data", "-y");
      expect(await names(kept, "nfs")).toEqual([]);
    }),
    works("environment list", "`--json`", async () => {
      const { json } = commands();
      expect(await json("environment", "list")).toEqual([{ name: "main", web_suffix: "", active: "True" }]);
    }),
    works(
      "environment create",
      "NAME `--restricted` `--default-role` `--public`",
      async () => {
        const kept = commands();
        expect(await kept.ok("environment", "create", "dev", "--restricted", "--default-role", "viewer")).toBe(
          "✓ Restricted Environment created: dev\n",
        );
        await kept.fails(2, "--default-role", "environment", "create", "other", "--default-role", "king");
        expect(await kept.json("environment", "roles", "list", "dev")).toMatchObject({ users: { emulator: "viewer" } });
        expect(await names(kept, "environment")).toEqual(["main", "dev"]);
      },
      "who may do what is kept and told; nothing is refused to anybody",
    ),
    works("environment delete", "NAME `--yes`", async () => {
      const kept = commands();
      await kept.ok("volume", "create", "data", "-e", "dev");
      await kept.fails(1, ASKS, "environment", "delete", "dev");
      await kept.ok("environment", "delete", "dev", "-y");
      expect(await names(kept, "environment")).toEqual(["main"]);
      expect(await kept.json("volume", "list", "-e", "dev")).toEqual([]);
    }),
    differs(
      "environment update",
      "CURRENT_NAME `--set-name`",
      "addresses of web functions do not name their environment: `--set-web-suffix` is refused",
      async () => {
        const kept = commands();
        await kept.ok("volume", "create", "data", "-e", "dev");
        await kept.ok("environment", "update", "dev", "--set-name", "stage");
        expect(await kept.json("volume", "list", "-e", "stage")).toHaveLength(1);
        await kept.fails(2, "no web suffix", "environment", "update", "stage", "--set-web-suffix", "x");
        await kept.fails(2, "at least one", "environment", "update", "stage");
      },
    ),
    works("environment roles list", "ENVIRONMENT `--exclude-default` `--json`", async () => {
      const { ok, json } = commands();
      expect(await ok("environment", "roles", "list", "main")).toMatch(/│ emulator +│ contributor │/);
      const none = { users: {}, service_users: {} };
      expect(await json("environment", "roles", "list", "main", "--exclude-default")).toEqual(none);
    }),
    works(
      "environment roles update",
      "ENVIRONMENT PRINCIPAL `--role` `--service-user`",
      async () => {
        const { ok, fails } = commands();
        const update = ["environment", "roles", "update", "dev"];
        await ok("environment", "create", "dev", "--restricted");
        await fails(1, "the role of an owner of the workspace cannot", ...update, "emulator", "--role", "viewer");
        await fails(1, 'User "Ann" not found', ...update, "Ann", "--role", "viewer");
        await fails(1, 'Service user "Ann" not found', ...update, "Ann", "--role", "viewer", "--service-user");
      },
      "the workspace of commands has its owner alone, whose role cannot be changed",
    ),
    notThere("environment members list", ROLES),
    notThere("environment members update", ROLES),
    notThere("environment members remove", ROLES),
    notThere("environment billing report", BILLING),
    notThere("environment billing summary", BILLING),
    notThere("image logs", IMAGES),
    notThere("image names list", IMAGES),
    notThere("image names history", IMAGES),
  ],
};
