import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { Secret } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { StateLock } from "../../../src/cli/state/state-lock.js";
import { statePlace } from "../../../src/cli/state/state-place.js";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";
import { cli } from "../../support/run-cli.js";

const BIN = "dist/cli/bin.js";

const names = async (command: KeptCli): Promise<string[]> =>
  (JSON.parse((await command("secret", "list", "--json")).stdout) as { name: string }[]).map(({ name }) => name);

async function filled(): Promise<KeptCli> {
  const command = keptCli();
  await command("secret", "create", "one", "A=1");
  return command;
}

const manifest = (command: KeptCli): string => join(command.folder, "state", "manifest.json");

describe("where a state is", () => {
  test("beside the nearest package.json", () => {
    const command = keptCli();
    const inner = join(command.directory, "project", "src", "deep");
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(command.directory, "project", "package.json"), "{}");
    expect(statePlace(inner, undefined).folder).toBe(join(command.directory, "project", ".modal-emulator"));
    expect(statePlace(inner, "../kept").folder).toBe(join(command.directory, "project", "src", "kept"));
  });

  test("MODAL_EMULATOR_STATE names it, --state comes first", async () => {
    const [named, given] = [keptCli(), keptCli()];
    vi.stubEnv("MODAL_EMULATOR_STATE", named.folder);
    await cli(["secret", "create", "one", "A=1"]);
    await given("secret", "create", "two", "A=1");
    vi.unstubAllEnvs();
    expect([await names(named), await names(given)]).toEqual([["one"], ["two"]]);
  });

  test("only its owner can read it, and git does not see it", async () => {
    const { folder } = await filled();
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
    expect(statSync(folder).mode & 0o77).toBe(0);
    expect(statSync(join(folder, "state", "manifest.json")).mode & 0o77).toBe(0);
  });

  test("what looks makes nothing", async () => {
    const command = keptCli();
    expect(await names(command)).toEqual([]);
    await command("app", "list");
    await command("state", "show");
    expect(existsSync(command.folder)).toBe(false);
  });

  test("--no-state leaves alone what is kept, wherever that is", async () => {
    const command = keptCli();
    await command("secret", "create", "shop", "NAME=kept", "OPEN=8");
    vi.stubEnv("MODAL_EMULATOR_STATE", command.folder);
    const shop = "test/cli/kept/apps/shop.ts";
    expect(await cli(["run", "-q", shop])).toMatchObject({ code: 0, stdout: "kept 8\n" });
    expect(await cli(["run", "-q", "--no-state", shop])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Secret "shop" does not exist'),
    });
    vi.unstubAllEnvs();
  });

  test("run makes none unless one is named, and keeps nothing with --no-state", async () => {
    const command = await filled();
    const before = readFileSync(manifest(command), "utf8");
    const stores = "test/cli/kept/apps/storing.ts";
    expect(await cli(["run", "-q", "--no-state", stores])).toMatchObject({ code: 0, stdout: "1\n" });
    expect(readFileSync(manifest(command), "utf8")).toBe(before);
    for (const count of [1, 2, 3])
      expect(await command("run", "-q", stores)).toMatchObject({ code: 0, stdout: `${count}\n` });
  });

  test("what a failed run has stored is kept", async () => {
    const command = keptCli();
    expect(await command("run", "-q", "test/cli/kept/apps/storing.ts", "--fail")).toMatchObject({ code: 1 });
    expect(await command("run", "-q", "test/cli/kept/apps/storing.ts")).toMatchObject({ stdout: "2\n" });
  });

  test("its time goes on from command to command", async () => {
    const command = keptCli();
    await command("run", "-q", "test/cli/kept/apps/storing.ts", "--hours", "20");
    await command("secret", "create", "one", "A=1");
    expect(JSON.parse((await command("secret", "list", "--json")).stdout)).toMatchObject([
      { created_at: "2026-01-01T20:00:00.000Z" },
    ]);
  });

  test("the same commands make the same state", async () => {
    const states = [];
    for (let time = 0; time < 2; time++) {
      const command = keptCli();
      await command("secret", "create", "one", "A=1");
      await command("run", "-q", "test/cli/kept/apps/storing.ts");
      states.push(readFileSync(manifest(command), "utf8"));
    }
    expect(states[0]).toBe(states[1]);
  });
});

describe("a state that cannot be used is refused whole, by each command", () => {
  const damages: readonly (readonly [string, (command: KeptCli) => void, string])[] = [
    [
      "a cut manifest",
      (command) => writeFileSync(manifest(command), readFileSync(manifest(command)).subarray(0, 200)),
      "its manifest.json is incomplete or was changed",
    ],
    [
      "a changed manifest",
      (command) => writeFileSync(manifest(command), readFileSync(manifest(command), "utf8").replace('"one"', '"two"')),
      "its manifest.json was changed: its checksum is another",
    ],
    ["no manifest", (command) => rmSync(manifest(command)), "it has no manifest.json that can be read"],
    [
      "a missing blob",
      (command) => {
        const blobs = join(command.folder, "state", "blobs");
        rmSync(join(blobs, readdirSync(blobs)[0] ?? ""));
      },
      "is missing or cannot be read",
    ],
    [
      "a changed blob",
      (command) => {
        const blobs = join(command.folder, "state", "blobs");
        writeFileSync(join(blobs, readdirSync(blobs)[0] ?? ""), "x");
      },
      "is incomplete or was changed",
    ],
    ["something else", (command) => writeFileSync(manifest(command), '{"name":"x"}'), "is no state of a world"],
    [
      "a newer version",
      (command) => writeFileSync(manifest(command), '{"format":"modal-emulator state","version":2}'),
      "has the format 2, and this version of modal-emulator knows the format 1 only",
    ],
  ];

  test.each(damages)("%s", async (_, damage, why) => {
    const command = await filled();
    damage(command);
    const tree = readdirSync(command.folder, { recursive: true }).toSorted();
    const commands = [
      ["secret", "list"],
      ["secret", "create", "two", "A=1"],
      ["app", "list"],
      ["state", "show"],
      ["run", "-q", "test/cli/kept/apps/storing.ts"],
      ["deploy", "test/cli/kept/apps/greeting-1.ts"],
    ];
    for (const words of commands) {
      const { code, stdout, stderr } = await command(...words);
      expect({ words, code, stdout }).toEqual({ words, code: 1, stdout: "" });
      expect(stderr).toContain(why);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
    expect(readdirSync(command.folder, { recursive: true }).toSorted()).toEqual(tree);
    expect(await command("state", "reset", "--yes")).toMatchObject({ code: 0 });
    expect(await names(command)).toEqual([]);
  });

  test.each(["state/thesis.txt", "state/blobs/photo.jpg", "main.ts"])("a folder with %s of others", async (name) => {
    const command = keptCli();
    const file = join(command.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "mine");
    const tree = readdirSync(command.folder, { recursive: true }).toSorted();
    const refused = { code: 1, stdout: "", stderr: expect.stringMatching(/^The .* was refused, because .*\n$/) };
    expect(await command("secret", "create", "one", "A=1")).toMatchObject(refused);
    expect(await command("run", "-q", "test/cli/kept/apps/storing.ts")).toMatchObject(refused);
    await command("state", "reset", "--yes");
    expect(readdirSync(command.folder, { recursive: true }).toSorted()).toEqual(tree);
  });

  test("reset leaves files of others in a state alone", async () => {
    const command = await filled();
    writeFileSync(join(command.folder, "state", "thesis.txt"), "mine");
    expect(await command("state", "reset", "--yes")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `The state in ${command.folder} was not deleted, because it holds thesis.txt, which is not part of an export. Nothing was changed.\n`,
    });
    expect(existsSync(manifest(command))).toBe(true);
  });

  test("a file in place of the folder", async () => {
    const command = keptCli();
    writeFileSync(command.folder, "mine");
    const result = await command("secret", "create", "one", "A=1");
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toMatch(
      /^The state folder \S+ cannot be made: E\w+: .*\. What was kept before is unchanged\.\n$/,
    );
  });
});

describe("two commands at once", () => {
  test("each waits for the other, and nothing is lost", async () => {
    const command = keptCli();
    const numbers = Array.from({ length: 8 }, (_, index) => `secret-${index}`);
    const results = await Promise.all(numbers.map((name) => command("secret", "create", name, "A=1")));
    expect(results.map(({ code }) => code)).toEqual(numbers.map(() => 0));
    expect((await names(command)).toSorted()).toEqual(numbers);
  });

  test("one that goes on for long is named; what only looks does not wait", async () => {
    const command = await filled();
    const lock = await StateLock.take(statePlace("/", command.folder), { pid: 4711, command: "run long.ts" });
    const waiting = { patienceMs: 0 };
    for (const words of [
      ["secret", "create", "two", "A=1"],
      ["run", "test/cli/kept/apps/storing.ts"],
    ])
      expect(await command.with(waiting, ...words)).toMatchObject({
        code: 1,
        stdout: "",
        stderr: `The state in ${command.folder} is in use by process 4711 (run long.ts). Try again when that has ended.\n`,
      });
    expect(await command.with(waiting, "state", "reset", "--yes")).toMatchObject({
      code: 1,
      stderr: `The state in ${command.folder} is in use by process 4711 (run long.ts): end it first.\n`,
    });
    expect(await names(command)).toEqual(["one"]);
    await lock?.[Symbol.asyncDispose]();
    expect(await command.with(waiting, "secret", "create", "two", "A=1")).toMatchObject({ code: 0 });
  });

  test("one that was killed leaves no lock", async () => {
    const command = await filled();
    const lock = join(command.folder, "lock");
    const held = `const { DatabaseSync } = require("node:sqlite");
      new DatabaseSync(process.argv[1]).exec("BEGIN EXCLUSIVE"); process.stdout.write("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["-e", held, lock], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const waiting = command.with({ patienceMs: 0 }, "secret", "create", "two", "A=1");
    expect(await waiting).toMatchObject({ code: 1, stderr: expect.stringContaining("is in use by another process") });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await command.with({ patienceMs: 0 }, "secret", "create", "two", "A=1")).toMatchObject({ code: 0 });
  });
});

test("a `serve` that was killed has left its name: others go on without it", async () => {
  const command = await filled();
  const door = { port: 1, token: "x" };
  for (const words of [
    ["secret", "list"],
    ["secret", "create", "two", "A=1"],
    ["run", "test/cli/kept/apps/storing.ts"],
  ]) {
    writeFileSync(join(command.folder, "holder.json"), JSON.stringify({ pid: 4711, command: "serve", door }));
    expect(await command.with({ patienceMs: 0 }, ...words)).toMatchObject({ code: 0 });
  }
});

describe("a disk that refuses to be written", () => {
  test("a full one: what was kept before is unchanged, and nothing is left behind", async () => {
    const command = await filled();
    const before = readdirSync(command.folder, { recursive: true }).toSorted();
    const big = command.file("big.json", JSON.stringify({ A: "x".repeat(200_000) }));
    // no file of the process may be larger than 64 KB
    const full = spawnSync(
      "sh",
      [
        "-c",
        'ulimit -f 128; exec "$0" "$@"',
        process.execPath,
        BIN,
        "secret",
        "create",
        "two",
        "--state",
        command.folder,
        "--from-json",
        big,
      ],
      { encoding: "utf8" },
    );
    expect(full).toMatchObject({ status: 1, stdout: "" });
    expect(full.stderr).toMatch(
      /^The state in \S+ could not be written: EFBIG: .*\. What was kept before is unchanged\.\n$/,
    );
    expect(readdirSync(command.folder, { recursive: true }).toSorted()).toEqual(before);
    expect(await names(command)).toEqual(["one"]);
  });

  test("output that cannot be written is a failure", async () => {
    const command = await filled();
    const file = join(command.directory, "out");
    const run = spawnSync(
      "sh",
      [
        "-c",
        'ulimit -f 0; exec "$0" "$@" > "$OUT"',
        process.execPath,
        BIN,
        "secret",
        "list",
        "--state",
        command.folder,
      ],
      { encoding: "utf8", env: { ...process.env, OUT: file } },
    );
    expect(run).toMatchObject({ status: 1, stderr: "The output could not be written: EFBIG: file too large.\n" });
    expect(readFileSync(file, "utf8")).toBe("");
  });

  test("one that refuses the holder's name: the lock cannot be had", async () => {
    const command = await filled();
    mkdirSync(join(command.folder, "holder.json"));
    const refused = await command("secret", "create", "two", "A=1");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^\S+ cannot be locked: EISDIR: illegal operation on a directory\.\n$/);
    rmSync(join(command.folder, "holder.json"), { recursive: true });
    expect(await command("secret", "create", "two", "A=1")).toMatchObject({ code: 0 });
  });

  test("a first one that was broken off is no state", async () => {
    const command = keptCli();
    const begun = join(command.folder, "state.new", "blobs");
    mkdirSync(begun, { recursive: true });
    writeFileSync(join(begun, "a".repeat(64)), "half of");
    expect(await names(command)).toEqual([]);
    await command("secret", "create", "one", "A=1");
    expect(await names(command)).toEqual(["one"]);
    expect(readdirSync(command.folder).toSorted()).toEqual([".gitignore", "lock", "state"]);
  });
});

describe("state", () => {
  test("show tells what is kept", async () => {
    const command = await filled();
    await command("deploy", "test/cli/kept/apps/greeting-1.ts");
    const [shown] = JSON.parse((await command("state", "show", "--json")).stdout) as [Record<string, unknown>];
    expect(shown).toMatchObject({
      folder: command.folder,
      revision: 2,
      apps: 1,
      volumes: 1,
      secrets: 1,
      files: 0,
      bytes: 0,
    });
    expect((await command("state", "show")).stdout).toMatch(
      /^Folder: +\S+\nRevision: +2\nTime: +2026-01-01 00:00:00 UTC\n/,
    );
  });

  test("export and import carry it to another folder, and into tests", async () => {
    const [command, other] = [await filled(), keptCli()];
    await command("deploy", "test/cli/kept/apps/greeting-1.ts");
    const directory = join(command.directory, "export");
    expect(await command("state", "export", directory)).toMatchObject({ code: 0 });
    expect(await other("state", "import", directory)).toMatchObject({ code: 0 });
    expect(await names(other)).toEqual(["one"]);
    expect((await other("run", "-q", "test/cli/kept/apps/asking.ts")).stdout).toContain("hello you");
    await using world = await Emulator.start({ threads: 0 });
    await world.import(directory);
    expect(await world.within(async () => (await Secret.objects.list()).map(({ name }) => name))).toEqual(["one"]);
  });

  test.each([
    ["import of nothing", ["import", "no-such-folder"], "it has no manifest.json that can be read"],
    ["import over a state without a terminal", ["import", "EXPORT"], "There is no terminal to answer: give --yes."],
    ["export into a folder of others", ["export", "FOREIGN"], "it holds thesis.txt, which is not part of an export"],
    ["export into what no disk takes", ["export", "LONG"], "could not be written: ENAMETOOLONG: name too long."],
    ["reset without a terminal", ["reset"], "There is no terminal to answer: give --yes."],
  ])("%s is refused", async (_, words, why) => {
    const command = await filled();
    const [foreign, exported] = ["foreign", "export"].map((name) => join(command.directory, name));
    mkdirSync(foreign ?? "");
    writeFileSync(join(foreign ?? "", "thesis.txt"), "mine");
    await command("state", "export", exported ?? "");
    const before = readFileSync(manifest(command), "utf8");
    const places: Record<string, string | undefined> = {
      EXPORT: exported,
      FOREIGN: foreign,
      LONG: "x".repeat(300),
    };
    const result = await command("state", ...words.map((word) => places[word] ?? word));
    expect(result).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(why) });
    expect(readFileSync(manifest(command), "utf8")).toBe(before);
  });

  test("reset deletes a damaged lock, too", async () => {
    const command = await filled();
    writeFileSync(
      join(command.folder, "lock"),
      "garbage that is no lock of SQLite's, and long enough to be one".repeat(20),
    );
    expect(await command("secret", "create", "two", "A=1")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("cannot be locked: file is not a database"),
    });
    expect(await command("state", "reset", "--yes")).toMatchObject({ code: 0 });
    expect(await command("secret", "create", "two", "A=1")).toMatchObject({ code: 0 });
    expect(await names(command)).toEqual(["two"]);
  });

  test("reset of nothing says so", async () => {
    const command = keptCli();
    expect((await command("state", "reset", "--yes")).stdout).toBe(`Nothing is kept in ${command.folder}.\n`);
  });

  test("a state of a moved folder is the same", async () => {
    const command = await filled();
    const moved = keptCli();
    cpSync(command.folder, moved.folder, { recursive: true });
    expect(await names(moved)).toEqual(["one"]);
  });
});
