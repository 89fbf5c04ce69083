import fc from "fast-check";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { App, Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const RUNS = searchSize(60);
const SECRET = "what only this machine has";

/** A folder of this machine that scripts know the path of. */
function hostFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "not-for-sandboxes-"));
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "secret"), SECRET);
  writeFileSync(join(folder, "sub", "other"), "other");
  symlinkSync("secret", join(folder, "link"));
  return folder;
}

/** All that is known of a folder. */
function stateOf(folder: string): unknown {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .toSorted()
    .map((name) => {
      const { mode, size, mtimeMs, ino } = statSync(join(folder, name));
      const content = statSync(join(folder, name)).isFile() ? readFileSync(join(folder, name), "utf8") : "";
      return [name, mode, size, mtimeMs, ino, content];
    });
}

const place = fc.constantFrom(
  "$H/secret",
  "$H/sub",
  "$H/sub/other",
  "$H/link",
  "$H/new",
  "$H",
  "/srv/a",
  "a",
  "../b",
  "/proc/self/root$H/secret",
);
const command = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        "cat",
        "ls -la",
        "stat",
        "grep -r .",
        "wc -c",
        "head -c 9",
        "tail -1",
        "sort",
        "md5sum",
        "base64",
        "find",
        "du -a",
        "sed -n p",
        "awk 1",
        "readlink -f",
        "test -e",
        "diff /etc/hosts",
        "tar cf -",
        "file",
        "sqlite3",
      ),
      place,
    )
    .map(([name, path]) => `${name} ${path}`),
  fc
    .tuple(
      fc.constantFrom(
        "rm -rf",
        "touch",
        "mkdir -p",
        "rmdir",
        "chmod 777",
        "truncate -s 0",
        "sed -i s/a/b/",
        "tee",
        "unlink",
        "cd",
        "gzip",
        "split -b 1",
        "mkfifo",
        "find -delete",
        "bash",
        ".",
      ),
      place,
    )
    .map(([name, path]) => (name === "find -delete" ? `find ${path} -delete` : `${name} ${path}`)),
  fc
    .tuple(fc.constantFrom("cp -r", "mv", "ln -s", "ln", "ln -sf"), place, place)
    .map(([name, from, to]) => `${name} ${from} ${to}`),
  fc.tuple(fc.constantFrom(">", ">>", "2>", "&>", "<>"), place).map(([redirect, path]) => `echo x ${redirect} ${path}`),
  place.map((path) => `curl -s -o ${path} file://$H/secret`),
  place.map((path) => `echo $(< ${path})`),
  place.map((path) => `exec 3> ${path}; echo y >&3`),
  fc.constantFrom(
    "env",
    "printenv",
    "set",
    "ps aux",
    "id",
    "hostname",
    "pwd",
    "kill -9 -1",
    "kill 1",
    "mount",
    "curl -s http://127.0.0.1:22",
    "node -e 1",
    "git status",
  ),
);
const script = fc
  .array(fc.tuple(command, fc.constantFrom("\n", "; ", " && ", " || ", " | ", " &\n")), { minLength: 1, maxLength: 12 })
  .map((parts) =>
    parts
      .map(([line, end]) => line + end)
      .join("")
      .replace(/[;&|\s]+$/, "\n"),
  );

test(
  "no script of a sandbox in memory reads, changes or starts anything of this machine",
  async () => {
    const folder = hostFolder();
    const before = stateOf(folder);
    const environment = { ...process.env };
    const children = process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;
    await using world = await Emulator.start({ threads: 0, offline: true });
    await world.within(async () => {
      const app = await App.lookup("harmless", { createIfMissing: true });
      await fc.assert(
        fc.asyncProperty(script, async (text) => {
          const sandbox = await Sandbox.create("sh", "-c", `H=${folder}\n${text}`, { app, timeoutMs: 10_000 });
          const output = await Promise.all([sandbox.stdout.readText(), sandbox.stderr.readText()]);
          expect(output.join("")).not.toContain(SECRET);
          expect(output.join("")).not.toContain(Buffer.from(SECRET).toString("base64").slice(0, 20));
          await sandbox.terminate();
        }),
        { numRuns: RUNS },
      );
    });
    expect(stateOf(folder)).toEqual(before);
    expect(process.env).toEqual(environment);
    expect(process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap")).toHaveLength(children);
    expect(world.events.of("world.nondeterministic")).toEqual([]);
    expect(world.events.of("process.started")).toEqual([]);
  },
  SEARCH_LIMIT_MS,
);
