import child_process from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import { promisify } from "node:util";
import { App, Image, Volume } from "modal-emulator";

export const app = new App("programs");
export const volume = Volume.fromName("data", { createIfMissing: true });

const exec = promisify(child_process.exec);

/** What is done in turn: files are written or read, and programs are run. */
export type Step =
  | readonly [how: "exec" | "execSync" | "execFileSync", script: string]
  | readonly [how: "execFile", file: string, ...args: string[]]
  | readonly [how: "read" | "list" | "exists" | "remove" | "mkdir" | "executable" | "target", path: string]
  | readonly [how: "write" | "link" | "rename", path: string, what: string];

async function take(step: Step): Promise<unknown> {
  const [how, subject, what = "", ...others] = step as readonly [Step[0], string, ...string[]];
  switch (how) {
    case "exec":
      return (await exec(subject)).stdout;
    case "execSync":
      return child_process.execSync(subject, { encoding: "utf8", stdio: "pipe" });
    case "execFile":
      return child_process.execFileSync(subject, [what, ...others], {
        encoding: "utf8",
        env: { PATH: process.env["PATH"], FILE: "/data/a b", LIST: "/nothing:/data/copy" },
      });
    case "execFileSync": {
      const [file = "", ...args] = subject.split(" ");
      return child_process.execFileSync(file, args, { encoding: "utf8" });
    }
    case "read":
      return fs.readFileSync(subject, "utf8");
    case "list":
      return fs.readdirSync(subject).toSorted();
    case "target":
      return fs.readlinkSync(subject);
    case "exists":
      return fs.existsSync(subject);
    case "remove":
      return fs.rmSync(subject, { recursive: true });
    case "mkdir":
      return void fs.mkdirSync(subject, { recursive: true });
    case "executable":
      return fs.chmodSync(subject, 0o755);
    case "write":
      return fs.writeFileSync(subject, what);
    case "link":
      return fs.symlinkSync(what, subject);
    case "rename":
      return fs.renameSync(subject, what);
  }
}

async function all(steps: readonly Step[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const step of steps) {
    try {
      const result = await take(step);
      if (result !== undefined) results.push(result);
    } catch (error) {
      results.push((error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
  return results;
}

const ONCE = { singleUseContainers: true } as const;

export const run = app.function(ONCE, async function run(steps: readonly Step[]) {
  return await all(steps);
});

export const mounted = app.function(
  { ...ONCE, volumes: { "/data": volume } },
  async function mounted(steps: readonly Step[]) {
    return await all(steps);
  },
);

export const readOnly = app.function(
  { ...ONCE, volumes: { "/data": volume.withMountOptions({ readOnly: true }) } },
  async function readOnly(steps: readonly Step[]) {
    return await all(steps);
  },
);

const here = new URL(".", import.meta.url).pathname;
const image = Image.debianSlim().addLocalFile(`${here}/app.ts`, "/srv/added/app.ts");

export const withFiles = app.function({ ...ONCE, image }, async function withFiles(steps: readonly Step[]) {
  return await all(steps);
});

/** A program that answers each line with what is in that file, and writes down that it has. */
const ANSWERS = 'while read -r name; do cat "$name"; echo "$name" >> /data/answered; echo end; done';

export const dialogue = app.function({ ...ONCE, volumes: { "/data": volume } }, async function dialogue() {
  const shell = child_process.spawn("/bin/sh", ["-c", ANSWERS], { cwd: "/data", stdio: ["pipe", "pipe", "inherit"] });
  shell.stdout.setEncoding("utf8");
  const answers: unknown[] = [];
  for (const name of ["one", "../tmp/modal-emulator-two"]) {
    fs.writeFileSync(`/data/${name}`, `in ${name}\n`);
    shell.stdin.write(`${name}\n`);
    let said = "";
    while (!said.endsWith("end\n")) said += String((await once(shell.stdout, "data"))[0]);
    answers.push(said, fs.readFileSync("/data/answered", "utf8"));
  }
  shell.stdin.end();
  answers.push(await once(shell, "exit"));
  return answers;
});

export const descriptors = app.function({ ...ONCE, volumes: { "/data": volume } }, function descriptors() {
  const log = fs.openSync("/data/log", "a");
  fs.writeSync(log, "first\n");
  const { status } = child_process.spawnSync("echo", ["second"], { stdio: ["ignore", log, log] });
  fs.writeSync(log, "third\n");
  fs.closeSync(log);
  return [status, fs.readFileSync("/data/log", "utf8")];
});

export const failures = app.function(ONCE, async function failures() {
  const one = child_process.spawn("no-such-program", ["an argument"]);
  const [missing] = (await once(one, "error")) as [NodeJS.ErrnoException & { path: string; spawnargs: string[] }];
  const other = child_process.spawn("/etc/passwd");
  const [forbidden] = (await once(other, "error")) as [NodeJS.ErrnoException];
  const { error, status } = child_process.spawnSync("true", { cwd: "/no/such/folder" });
  const killed = child_process.spawn("sleep", ["60"]);
  killed.kill("SIGTERM");
  return [
    [missing.message, missing.code, missing.syscall, missing.path, missing.spawnargs],
    forbidden.message,
    [error?.message, status],
    await once(killed, "exit"),
    child_process.spawnSync("sh", ["-c", "exit 7"]).status,
    killed.spawnfile,
    killed.spawnargs,
  ];
});

export const forked = app.function({ ...ONCE, volumes: { "/data": volume } }, async function forked() {
  fs.writeFileSync(
    "/data/child.cjs",
    'process.on("message", (m) => { require("fs").writeFileSync("got", m); process.send(m + "!"); process.disconnect(); });',
  );
  const child = child_process.fork("/data/child.cjs", [], { cwd: "/data" });
  child.send("hello");
  const [answer] = (await once(child, "message")) as [string];
  const seen = fs.readFileSync("/data/got", "utf8");
  await once(child, "exit");
  return [answer, seen];
});

/** Of the program that says who it is. */
export const owner = app.function(ONCE, function owner() {
  return child_process.execFileSync("id", ["-u"], { uid: 0, encoding: "utf8" });
});

const LARGE = 50_000_000;

/** Bytes that this process has written, to whatever file. */
function written(): number {
  return Number(/^wchar: (\d+)/m.exec(fs.readFileSync("/proc/self/io", "utf8"))?.[1]);
}

/** A large file is changed while a program runs. */
export const growing = app.function({ ...ONCE, volumes: { "/data": volume } }, async function growing(path: string) {
  fs.writeFileSync(path, Buffer.alloc(LARGE, "a"));
  const shell = child_process.spawn("sh", [
    "-c",
    'read -r line; printf x >> "$0"; echo; read -r line; md5sum < "$0"',
    path,
  ]);
  shell.stdout.setEncoding("utf8");
  const before = written();
  const fd = fs.openSync(path, "r+");
  for (let time = 0; time < 100; time++) {
    fs.appendFileSync(path, "one more line\n");
    fs.writeSync(fd, "in between", time * 1000);
  }
  fs.ftruncateSync(fd, LARGE + 1000);
  fs.ftruncateSync(fd, LARGE + 10);
  fs.ftruncateSync(fd, LARGE + 500);
  const bytes = written() - before;
  shell.stdin.write("\n");
  await once(shell.stdout, "data");
  fs.appendFileSync(path, "after the program");
  fs.closeSync(fd);
  shell.stdin.end("\n");
  const [sum] = (await once(shell.stdout, "data")) as [string];
  await once(shell, "close");
  const own = createHash("md5").update(fs.readFileSync(path)).digest("hex");
  return [bytes < 1_000_000, sum.startsWith(own), fs.statSync(path).size - LARGE];
});

/** Programs that go on when their container has ended. */
export const lasting = app.function(ONCE, async function lasting() {
  const child = child_process.spawn("sleep", ["1000"], { stdio: "ignore" });
  child.unref();
  const left = child_process.execSync("sleep 1000 > /dev/null 2>&1 & echo $!", { encoding: "utf8" });
  return [child.pid, Number(left)];
});
