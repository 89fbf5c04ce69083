import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { App, CloudBucketMount, NetworkFileSystem, Volume } from "modal-emulator";
import { look } from "./files.js";

export const app = new App("mounting");
export const data = Volume.fromName("data", { createIfMissing: true });
const shared = NetworkFileSystem.fromName("shared", { createIfMissing: true });

type Seen = Record<string, string | null>;

export const readOnly = app.function(
  { volumes: { "/data": data.withMountOptions({ readOnly: true }) } },
  async function readOnly(): Promise<[Seen, string, string]> {
    await data.reload();
    return [look("/data"), codeOf(() => fs.writeFileSync("/data/x", "1")), codeOf(() => fs.mkdirSync("/data/d"))];
  },
);

export const handleOnly = app.function(
  { volumes: { "/data": data.readOnly() } },
  async function handleOnly(): Promise<string> {
    return codeOf(() => fs.writeFileSync("/data/x", "1"));
  },
);

export const below = app.function(
  { volumes: { "/logs": data.withMountOptions({ subPath: "/logs/today" }) } },
  async function below(text: string): Promise<Seen> {
    fs.writeFileSync("/logs/a", text);
    await data.commit();
    return look("/logs");
  },
);

export const append = app.function(
  { volumes: { "/data": data }, singleUseContainers: true },
  async function append(text: string): Promise<Seen> {
    fs.appendFileSync("/data/log", text);
    return look("/data");
  },
);

export const openFile = app.function({ volumes: { "/data": data } }, async function openFile(): Promise<{
  reload: string;
  others: boolean;
  after: Seen;
}> {
  const file = fs.openSync("/data/open", "w");
  await sleep(20);
  const reload = await data.reload().then(
    () => "reloaded",
    (error: Error) => `${error.constructor.name}: ${error.message}`,
  );
  await data.commit();
  const others = fs.existsSync("/data/other");
  fs.closeSync(file);
  await data.reload();
  return { reload, others, after: look("/data") };
});

export const writeOther = app.function({ volumes: { "/data": data } }, async function writeOther(): Promise<void> {
  await sleep(10);
  fs.writeFileSync("/data/other", "1");
  await data.commit();
});

export const twice = app.function(
  { volumes: { "/data": data } },
  async function twice(fails: "before" | "after" | "exit" | "throw"): Promise<void> {
    fs.writeFileSync("/data/first", "1");
    await data.commit();
    fs.writeFileSync("/data/second", "2");
    if (fails === "before") for (;;);
    if (fails === "exit") process.exit(1);
    if (fails === "throw") throw new Error("no");
    await data.commit();
    fs.writeFileSync("/data/third", "3");
    if (fails === "after") for (;;);
  },
);

export const commitTwice = app.function({ volumes: { "/data": data } }, async function commitTwice(): Promise<
  string[]
> {
  fs.writeFileSync("/data/a", "1");
  const first = await data.commit().then(
    () => "committed",
    (error: Error) => `${error.constructor.name}: ${error.message}`,
  );
  const second = await data.commit().then(() => "committed", String);
  return [first, second];
});

export const deleted = app.function({ volumes: { "/data": data } }, async function deleted(): Promise<[string, Seen]> {
  fs.writeFileSync("/data/a", "1");
  await sleep(10);
  const failure = await data.commit().then(
    () => "committed",
    (error: Error) => `${error.constructor.name}: ${error.message}`,
  );
  return [failure, look("/data")];
});

export const elsewhere = app.function({}, async function elsewhere(): Promise<string> {
  return data.commit().then(
    () => "committed",
    (error: Error) => `${error.constructor.name}: ${error.message}`,
  );
});

/** Two of these play with a file that both see at once. */
export const ping = app.function(
  { networkFileSystems: { "/shared": shared } },
  async function ping(name: string, turns: number, delayMs: number): Promise<Seen> {
    await sleep(delayMs);
    for (let turn = 0; turn < turns; turn++) {
      fs.appendFileSync("/shared/log", name);
      await sleep(10);
    }
    return look("/shared");
  },
);

export const bucket = app.function(
  {
    volumes: {
      "/all": new CloudBucketMount("logs"),
      "/day": new CloudBucketMount("logs", { keyPrefix: "2026/01/", readOnly: true }),
    },
  },
  async function bucket(): Promise<[Seen, Seen, string]> {
    fs.mkdirSync("/all/2026/01", { recursive: true });
    fs.writeFileSync("/all/2026/01/b", "2");
    await sleep(1);
    return [look("/all"), look("/day"), codeOf(() => fs.rmSync("/day/b"))];
  },
);

export const manyCopies = app.function({ volumes: { "/data": data } }, async function manyCopies(): Promise<void> {
  fs.mkdirSync("/data/d");
  fs.writeFileSync("/data/d/a", "a");
  fs.linkSync("/data/d/a", "/data/hard");
  fs.symlinkSync("d/a", "/data/soft");
  fs.renameSync("/data/d", "/data/e");
  await data.commit();
});

function codeOf(body: () => void): string {
  try {
    body();
    return "none";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
