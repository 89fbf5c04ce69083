import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import { once } from "node:events";
import { backup, DatabaseSync } from "node:sqlite";
import { App, Volume } from "modal-emulator";

export const app = new App("lent");
export const data = Volume.fromName("data", { createIfMissing: true });
const volumes = { "/data": data };

function fill(database: DatabaseSync, ...texts: string[]): void {
  database.exec("CREATE TABLE IF NOT EXISTS notes (text)");
  for (const text of texts) database.prepare("INSERT INTO notes VALUES (?)").run(text);
}

function texts(database: DatabaseSync, table = "notes"): unknown[] {
  return database
    .prepare(`SELECT text FROM ${table}`)
    .all()
    .map(({ text }) => text);
}

function read(path: string): unknown[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return texts(database);
}

const message = (error: unknown): string => (error as Error).message;

function attempt(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return message(error);
  }
}

export const scenes: Record<string, (folder: string) => unknown> = {
  "a new one": (folder) => {
    const path = `${folder}/new.db`;
    using database = new DatabaseSync(path);
    fill(database, "one", "two");
    return [
      texts(database),
      read(path),
      database.location(),
      fs.readdirSync(folder),
      fs.readFileSync(path).subarray(0, 6).toString(),
    ];
  },
  "one that the machine has": (folder) => {
    const path = `${folder}/old.db`;
    using database = new DatabaseSync(path);
    fill(database, "added");
    return [texts(database), fs.readdirSync(folder)];
  },
  "a journal beside it": (folder) => {
    const path = `${folder}/wal.db`;
    const database = new DatabaseSync(path);
    database.exec("PRAGMA journal_mode = wal");
    fill(database, "one");
    const open = fs.readdirSync(folder);
    const others = read(path);
    database.close();
    return [open, others, fs.readdirSync(folder), read(path)];
  },
  "a transaction that is not over": (folder) => {
    const path = `${folder}/open.db`;
    using database = new DatabaseSync(path);
    fill(database, "kept");
    database.exec("PRAGMA cache_size = 1; BEGIN");
    fill(database, "lost");
    const during = [fs.readdirSync(folder), read(path)];
    database.exec("ROLLBACK");
    return [...during, fs.readdirSync(folder), texts(database)];
  },
  "attached, and copied": (folder) => {
    using database = new DatabaseSync(":memory:");
    database.exec(`/* ATTACH 'x' AS y */ attach database '${folder}/old.db' as other; SELECT 'ATTACH ''/x'' AS y'`);
    const attached = texts(database, "other.notes");
    database.exec(`INSERT INTO other.notes VALUES ('attached'); VACUUM other INTO '${folder}/it''s.db'`);
    database.prepare(`VACUUM INTO "${folder}/empty.db"`).run();
    return [attached, read(`${folder}/it's.db`), read(`${folder}/old.db`), fs.readdirSync(folder)];
  },
  "by other names": (folder) => {
    const path = `${folder}/a b?.db`;
    {
      using database = new DatabaseSync(new URL(`file://${encodeURI(folder)}/a%20b%3F.db`));
      fill(database, "by a URL");
    }
    {
      using database = new DatabaseSync(`file:${folder}/a%20b%3F.db?mode=rw`);
      fill(database, "by a URI");
      database.exec(`ATTACH 'file:${folder}/other.db?mode=rwc' AS other; CREATE TABLE other.t (x)`);
    }
    {
      using database = new DatabaseSync(Buffer.from(path));
      fill(database, "by bytes");
    }
    fs.symlinkSync(path, `${folder}/link`);
    fs.symlinkSync("linked.db", `${folder}/to nothing`);
    {
      using database = new DatabaseSync(`${folder}/to nothing`);
      fill(database, "by a link");
    }
    const from = process.cwd();
    process.chdir(folder);
    const relative = read("a b?.db");
    process.chdir(from);
    return [relative, read(`${folder}/link`), read(`${folder}/linked.db`), fs.readdirSync(folder)];
  },
  "in a subclass, opened later": (folder) => {
    class Notes extends DatabaseSync {}
    const database = new Notes(`${folder}/later.db`, { open: false });
    const before = fs.existsSync(`${folder}/later.db`);
    database.open();
    fill(database, "later");
    const refused = attempt(() => database.prepare("ATTACH ? AS other").run(`${folder}/old.db`));
    database.close();
    return [before, database instanceof Notes, database instanceof DatabaseSync, refused, read(`${folder}/later.db`)];
  },
  "told by parameters": (folder) => {
    using database = new DatabaseSync(":memory:");
    const heard: string[] = [];
    database.setAuthorizer((action) => {
      heard.push(String(action));
      return 0;
    });
    database.exec(`ATTACH '${folder}/old.db' AS allowed; ATTACH '' AS none; ATTACH ':memory:' AS memory`);
    const refused = [
      attempt(() => database.prepare("ATTACH ? AS other").run(`${folder}/old.db`)),
      attempt(() => database.prepare("VACUUM INTO ?").run(`${folder}/stolen.db`)),
      attempt(() => database.exec(`ATTACH '${folder}' || '/stolen.db' AS other`)),
    ];
    database.setAuthorizer(null);
    refused.push(attempt(() => database.prepare("VACUUM INTO ?").run(`${folder}/stolen.db`)));
    return [refused, heard.includes("24"), fs.existsSync(`${folder}/stolen.db`)];
  },
  "changed by functions of fs": (folder) => {
    const path = `${folder}/moved.db`;
    {
      using database = new DatabaseSync(path);
      fill(database, "first");
    }
    fs.copyFileSync(path, `${folder}/copy.db`);
    fs.renameSync(path, `${folder}/renamed.db`);
    const renamed = [fs.existsSync(path), read(`${folder}/renamed.db`)];
    {
      using database = new DatabaseSync(path);
      fill(database, "second");
    }
    fs.copyFileSync(`${folder}/copy.db`, path);
    const copied = read(path);
    fs.rmSync(path);
    return [
      renamed,
      copied,
      attempt(() => read(path)),
      attempt(() => new DatabaseSync(`${folder}/none/x.db`)),
      fs.readdirSync(folder),
    ];
  },
  "a folder, and what is no database": (folder) => {
    fs.mkdirSync(`${folder}/sub.db`);
    fs.writeFileSync(`${folder}/text.db`, "no database ".repeat(100));
    return [
      attempt(() => new DatabaseSync(`${folder}/sub.db`)),
      attempt(() => read(`${folder}/text.db`)),
      fs.readdirSync(folder),
    ];
  },
  backups: async (folder) => {
    using database = new DatabaseSync(`${folder}/old.db`);
    await backup(database, `${folder}/backup.db`);
    await backup(database, new URL(`file://${folder}/url.db`), { rate: 1 });
    return [read(`${folder}/backup.db`), read(`${folder}/url.db`), fs.readdirSync(folder)];
  },
};

export const play = app.function(
  { singleUseContainers: true, volumes },
  async function play(name: string, folder: string) {
    return await scenes[name]?.(folder);
  },
);

export const store = app.function({ volumes }, async function store(text: string) {
  using database = new DatabaseSync("/data/shared.db");
  fill(database, text);
});

export const recall = app.function({ volumes, singleUseContainers: true }, async function recall() {
  const database = new DatabaseSync("/data/shared.db");
  const found = texts(database);
  const refused = await data.reload().catch(message);
  database.close();
  await data.reload();
  return [found, refused];
});

export const onlyRead = app.function({ volumes: { "/data": data.readOnly() } }, async function onlyRead() {
  using database = new DatabaseSync("/data/shared.db");
  return [
    texts(database),
    attempt(() => fill(database, "no")),
    attempt(() => new DatabaseSync("/data/new.db")),
    fs.readdirSync("/data"),
  ];
});

export const sockets = app.function({ volumes }, async function sockets(path: string) {
  fs.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  const server = http.createServer((request, response) => response.end(`you asked for ${request.url}`));
  server.listen(path);
  await once(server, "listening");
  const ask = async (): Promise<string> => {
    const [response] = (await once(http.get({ socketPath: path, path: "/tea", agent: false }), "response")) as [
      http.IncomingMessage,
    ];
    response.setEncoding("utf8");
    return (await response.toArray()).join("");
  };
  const answer = await ask();
  const second = net.createServer();
  const [taken] = (await once(second.listen(path), "error").catch((error: unknown) => [error])) as [unknown];
  const seen = [server.address(), fs.lstatSync(path).isSocket(), fs.readdirSync(path.slice(0, path.lastIndexOf("/")))];
  server.close();
  await once(server, "close");
  const gone = await ask().catch((error: unknown) => (error as NodeJS.ErrnoException).code);
  return [answer, message(taken), ...seen, fs.existsSync(path), gone];
});

export const ask = app.function({ singleUseContainers: true }, async function ask(path: string) {
  try {
    const socket = net.connect(path);
    return Buffer.concat(await socket.toArray()).toString();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
});
