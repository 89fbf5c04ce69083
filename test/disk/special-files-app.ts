import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { App } from "modal-emulator";

export const app = new App("special-files");
const ONCE = { singleUseContainers: true } as const;

/** What is done to each, in a container of its own. */
export const USES: Readonly<Record<string, (path: string) => unknown>> = {
  unlink: (path) => fs.unlinkSync(path),
  rm: (path) => fs.rmSync(path),
  "rename away": (path) => fs.renameSync(path, `${path}-moved`),
  "rename over": (path) => {
    fs.writeFileSync(`${path}-new`, "");
    fs.renameSync(`${path}-new`, path);
  },
  "remove what is above": (path) => fs.rmSync(join(path, ".."), { recursive: true }),
  chmod: (path) => fs.chmodSync(path, 0o600),
  chown: (path) => fs.chownSync(path, 1, 1),
  utimes: (path) => fs.utimesSync(path, 1, 1),
  link: (path) => fs.linkSync(path, `${path}-link`),
  copy: (path) => {
    fs.writeFileSync("/tmp/special-source", "");
    fs.cpSync("/tmp/special-source", path, { force: true });
  },
};

export const use = app.function(ONCE, async function use(how: string, path: string) {
  try {
    USES[how]?.(path);
  } catch {
    // whatever comes of it
  }
  return fs.existsSync(path);
});

/** Devices, each by a link of the machine's, and by one of the container's own. */
export const devices = app.function(ONCE, async function devices(folder: string) {
  fs.writeFileSync("/dev/null", "gone");
  fs.writeFileSync(`${folder}/null`, "gone");
  fs.symlinkSync("/dev/null", `${folder}/own`);
  fs.appendFileSync(`${folder}/own`, "gone");
  return ["/dev/null", `${folder}/null`, `${folder}/own`].map((path) => fs.readFileSync(path, "utf8"));
});

/** In memory that all of a machine's processes share. */
export const shared = app.function(ONCE, async function shared(name: string) {
  const folder = "/dev/shm/special-files";
  const was = fs.existsSync(folder);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(`${folder}/a`, name);
  {
    using database = new DatabaseSync(`${folder}/notes.db`);
    database.exec("CREATE TABLE notes (text)");
  }
  fs.writeFileSync("/dev/special-files", name);
  const read = execFileSync("sh", ["-c", `cat ${folder}/a; echo made > ${folder}/b; ls ${folder}`], {
    encoding: "utf8",
  });
  return [
    was,
    read,
    fs.readFileSync(`${folder}/b`, "utf8"),
    fs.readdirSync(folder),
    fs.existsSync("/dev/special-files"),
  ];
});

const COUNT = `import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM notes").fetchone()[0])
connection.execute("INSERT INTO notes VALUES ('of the program')")
connection.commit()
connection.close()`;

/** A database that the container and its programs write in turn, without a call of `node:fs` in between. */
export const databases = app.function(ONCE, async function databases(path: string, journal: string) {
  const results: unknown[] = [];
  for (let turn = 0; turn < 3; turn++) {
    {
      using database = new DatabaseSync(path);
      database.exec(`PRAGMA journal_mode = ${journal}; CREATE TABLE IF NOT EXISTS notes (text)`);
      database.exec("INSERT INTO notes VALUES ('of the container')");
      results.push(database.prepare("SELECT count(*) AS n FROM notes").get()?.["n"]);
    }
    results.push(Number(execFileSync("python3", ["-c", COUNT, path], { encoding: "utf8" })));
  }
  return results;
});
