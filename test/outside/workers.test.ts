import fs from "node:fs";
import { join } from "node:path";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { app, ask, files, meanwhile, nested, ofImage, ordinary, type Step } from "./apps/workers.js";
import { withMachineFolder } from "./machine-folder.js";

const REFUSED = /^UnimplementedError: .* send what is to be written in a message, and let the container's own thread/;

describe.each([0, 1])("a Worker of a container with a disk of its own (threads: %i)", (threads) => {
  const inWorker = async (
    before: readonly Step[],
    first: readonly Step[],
    between: readonly Step[] = [],
    second: readonly Step[] = [],
  ): Promise<unknown[]> => {
    await using world = await Emulator.start({ threads, disk: "private", children: "refuse" });
    return (await world.run(app, () => ask.remote(before, first, between, second))).flat();
  };

  test("reads what the container has, whatever way it is told the path", async () => {
    await withMachineFolder(async (folder) => {
      const [mine, made, mounted] = [join(folder, "mine.txt"), join(folder, "made/a.txt"), "/outside-data/b.txt"];
      const answers = await inWorker(
        [
          ["writeFileSync", mine, "changed"],
          ["mkdirSync", join(folder, "made")],
          ["writeFileSync", made, "made"],
          ["symlinkSync", "made", join(folder, "link")],
          ["rmdirSync", join(folder, "box")],
          ["renameSync", folder, "/outside-away"],
          ["renameSync", "/outside-away", folder],
          ["writeFileSync", mounted, "mounted"],
        ],
        [
          ["readFileSync", mine, "utf8"],
          ["promises.readFile", join(folder, "link/a.txt"), "utf8"],
          ["readdirSync", folder],
          ["existsSync", join(folder, "box")],
          ["stream", made],
          ["readFileSync", mounted, "utf8"],
          ["realpathSync", join(folder, "link")],
        ],
        [
          ["renameSync", join(folder, "made"), join(folder, "moved")],
          ["appendFileSync", mine, " twice"],
          ["rmSync", mounted],
          ["renameSync", folder, "/outside-away"],
          ["renameSync", "/outside-away", folder],
          ["chdir", join(folder, "moved")],
        ],
        [
          ["existsSync", made],
          ["readFileSync", "a.txt", "utf8"],
          ["readFileSync", mine, "utf8"],
          ["readdirSync", "/outside-data"],
          ["cwd"],
          ["module", "node:path", "resolve", "x"],
        ],
      );
      expect(answers).toEqual([
        ...["changed", "made", ["link", "made", "mine.txt"], false, "made", "mounted", join(folder, "made")],
        ...[false, "made", "changed twice", [], join(folder, "moved"), join(folder, "moved/x")],
      ]);
    });
  });

  test("changes nothing, neither on the machine nor in a mount", async () => {
    await withMachineFolder(async (folder) => {
      const [mine, fresh] = [join(folder, "mine.txt"), join(folder, "fresh")];
      const steps: Step[] = [
        ["writeFileSync", mine, "no"],
        ["writeFileSync", fresh, "no"],
        ["promises.appendFile", mine, "no"],
        ["mkdirSync", fresh],
        ["rmSync", join(folder, "box"), { recursive: true }],
        ["renameSync", mine, fresh],
        ["chmodSync", mine, 0o600],
        ["symlinkSync", mine, fresh],
        ["openSync", fresh, "w"],
        ["writeFileSync", "/outside-data/c.txt", "no"],
        ["module", "node:child_process", "execSync", `touch ${fresh}`],
        ["module", "node:v8", "writeHeapSnapshot", fresh],
        ["module", "node:module", "register", "data:text/javascript,"],
        ["code", `new (require("node:sqlite").DatabaseSync)("${fresh}")`],
        ["code", `new (require("node:sqlite").DatabaseSync)(":memory:").exec("attach '${fresh}' as a")`],
        ["code", `new (require("node:sqlite").DatabaseSync)(":memory:").exec("vacuum into '${fresh}'")`],
        ["code", `new (require("node:wasi").WASI)({ version: "preview1", preopens: { "/": "${folder}" } })`],
        ["code", `process.report.writeReport("${fresh}")`],
        ["code", "process.report.reportOnSignal = true"],
        [
          "code",
          `new Promise((done, fail) => require("node:net").createServer().on("error", fail).listen("${fresh}", done))`,
        ],
      ];
      const answers = await inWorker(
        [],
        [...steps, ["writeFileSync", "/dev/null", "gone"], ["readFileSync", mine, "utf8"]],
      );
      expect(answers.splice(-2)).toEqual([undefined, "mine"]);
      for (const answer of answers) expect(answer).toMatch(/^UnimplementedError/);
      expect(answers[0]).toMatch(REFUSED);
      expect(fs.existsSync("/outside-data")).toBe(false);
    });
  });

  test("reads environment files and databases, and has some of its own in memory", async () => {
    await withMachineFolder(async (folder) => {
      const [env, database] = [join(folder, ".env"), join(folder, "a.db")];
      const answers = await inWorker(
        [
          ["writeFileSync", env, "OUTSIDE=own"],
          ["database", database, "create table a (b); insert into a values (1)"],
        ],
        [
          ["code", `process.loadEnvFile("${env}"); process.env.OUTSIDE`],
          [
            "code",
            `const d = new (require("node:sqlite").DatabaseSync)(":memory:"); d.exec("attach ':memory:' as a"); d.prepare("select 1 as x").get().x`,
          ],
          ["code", `fs.readFileSync("${database}").toString("latin1").slice(0, 15)`],
          [
            "code",
            "require('node:module').enableCompileCache().status === require('node:module').constants.compileCacheStatus.DISABLED",
          ],
        ],
        [["database", database, "insert into a select randomblob(99999)"]],
        [["code", `fs.statSync("${database}").size > 99999`]],
      );
      expect(answers).toEqual(["own", 1, "SQLite format 3", true, true]);
    });
  });

  test("finds the files of the image, and works where that says", async () => {
    await using world = await Emulator.start({ threads, disk: "private" });
    const text = fs.readFileSync(new URL("apps/workers.ts", import.meta.url), "utf8");
    expect(await world.run(app, () => ofImage.remote())).toEqual([
      ...[["app.ts"], text, "/outside-image", expect.stringMatching(REFUSED)],
      ...[["app.ts"], false],
    ]);
  });

  test("loads no code from it", async () => {
    await withMachineFolder(async (folder) => {
      const made = join(folder, "made.mjs");
      const [answer] = await inWorker([["writeFileSync", made, "export const a = 1"]], [["import", made]]);
      expect(answer).toMatch(/^UnimplementedError: .*made\.mjs on the host's own disk/);
    });
  });

  test("is not shown what was changed after it was sent a message, but told so", async () => {
    await withMachineFolder(async (folder) => {
      await using world = await Emulator.start({ threads, disk: "private" });
      expect(await world.run(app, () => meanwhile.remote(folder))).toEqual([
        expect.stringMatching(/^UnimplementedError: \/mine\.txt was changed by the container after the last message/),
        expect.stringMatching(/^UnimplementedError: {2}was changed by the container after the last message/),
      ]);
    });
  });

  test("may begin others, which find it, too", async () => {
    await withMachineFolder(async (folder) => {
      await using world = await Emulator.start({ threads, disk: "private" });
      expect(await world.run(app, () => nested.remote(folder))).toEqual([
        ["before", expect.stringMatching(REFUSED)],
        ["later"],
      ]);
    });
  });

  test("is otherwise as any", async () => {
    await withMachineFolder(async (folder) => {
      const script = join(folder, "mine.txt"); // any text file is a script
      fs.writeFileSync(
        script,
        "require('node:worker_threads').parentPort.postMessage([require.main === module, __filename])",
      );
      await using world = await Emulator.start({ threads, disk: "private" });
      const found = await world.run(app, () => ordinary.remote(script));
      fs.writeFileSync(script, "mine");
      expect(found).toEqual([
        [[{ n: 1 }, "yes", ["a"], ["--no-warnings"], false], "out\n", "err\n", 0],
        [[2, undefined, [], process.execArgv, false], "out\n", "err\n", 0],
        [[true, script], "", "", 0],
        ["data:", "", "", 0],
        [true, true, 0],
      ]);
    });
  });

  test("is not begun with a file of it", async () => {
    await withMachineFolder(async (folder) => {
      await using world = await Emulator.start({ threads, disk: "private" });
      expect(await world.run(app, () => files.remote(folder))).toEqual([
        expect.stringMatching(/^UnimplementedError: worker_threads.Worker was given "\/made.js", which this container/),
        expect.stringMatching(/^UnimplementedError: worker_threads.Worker was given .*, which is in the mount/),
        expect.stringMatching(/^UnimplementedError: worker_threads.Worker was given .*, which is in the mount/),
      ]);
    });
  });

  test("reads mounts also where the disk is the machine's, on which it writes", async () => {
    using folder = fs.mkdtempDisposableSync(join(fs.realpathSync("/tmp"), "outside-"));
    const file = join(folder.path, "written");
    await using world = await Emulator.start({ threads, disk: "host" });
    const before: Step[] = [["writeFileSync", "/outside-data/b.txt", "mounted"]];
    const steps: Step[] = [
      ["readFileSync", "/outside-data/b.txt", "utf8"],
      ["writeFileSync", "/outside-data/b.txt", "no"],
      ["writeFileSync", file, "yes"],
    ];
    const [answers] = await world.run(app, () => ask.remote(before, steps, [], []));
    expect(answers).toEqual(["mounted", expect.stringMatching(REFUSED), undefined]);
    expect(fs.readFileSync(file, "utf8")).toBe("yes");
  });
});
