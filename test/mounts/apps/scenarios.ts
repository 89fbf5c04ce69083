import type fsModule from "node:fs";
import { once, type EventEmitter } from "node:events";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

type Fs = typeof fsModule;
type Scenario = (fs: Fs, dir: string, outside: string) => unknown;

/** What comes of a call: a result, or all that an error says. */
const outcome = async (body: () => unknown): Promise<unknown> => {
  try {
    return await body();
  } catch (error) {
    const { name, code, message, syscall, path, dest, errno } = error as NodeJS.ErrnoException & { dest?: string };
    return { name, code, message, syscall, path, dest, errno };
  }
};
const outcomes = async (...bodies: (() => unknown)[]): Promise<unknown[]> => {
  const results: unknown[] = [];
  for (const body of bodies) results.push(await outcome(body));
  return results;
};
/** What the form with a callback is called back with. */
const called = (call: (callback: (...args: unknown[]) => void) => unknown): Promise<unknown[]> =>
  new Promise(
    (resolve) =>
      void call((...args) => resolve(args.map((arg) => (arg instanceof Error ? { message: arg.message } : arg)))),
  );
const bits = ({ mode }: { mode: number }): string => (mode & 0o777).toString(8);
const tree = (fs: Fs, dir: string): string[] => (fs.readdirSync(dir, { recursive: true }) as string[]).toSorted();

/** What the documentation of Node shows of each function, and what it says of errors; the same on a mount as on a disk. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "readFile and writeFile": async (fs, dir) => {
    const file = join(dir, "message.txt");
    fs.writeFileSync(file, "Hello Node.js");
    await fs.promises.writeFile(`${file}2`, new Uint8Array(Buffer.from("bytes")));
    await called((callback) => fs.writeFile(`${file}3`, "héé", "latin1", callback));
    return [
      fs.readFileSync(file, "utf8"),
      fs.readFileSync(`${file}2`),
      await fs.promises.readFile(`${file}3`, { encoding: "latin1" }),
      await called((callback) => fs.readFile(file, callback)),
      fs.readFileSync(file, "base64"),
    ];
  },
  "writeFile of iterables, streams and views": async (fs, dir) => {
    await fs.promises.writeFile(join(dir, "iterable"), ["a", "b"]);
    await fs.promises.writeFile(join(dir, "stream"), Readable.from(["c", "d"]));
    fs.writeFileSync(join(dir, "view"), new DataView(new Uint16Array([1, 2]).buffer));
    return [
      ...["iterable", "stream"].map((name) => fs.readFileSync(join(dir, name), "utf8")),
      fs.readFileSync(join(dir, "view")),
      await outcomes(() => fs.promises.writeFile(join(dir, "number"), 5 as unknown as string)),
    ].flat();
  },
  flags: (fs, dir) => {
    const file = join(dir, "f");
    return outcomes(
      () => fs.writeFileSync(file, "one", { flag: "wx" }),
      () => fs.writeFileSync(file, "two", { flag: "wx" }),
      () => fs.writeFileSync(file, "+", { flag: "a" }),
      () => fs.appendFileSync(file, "!"),
      () => fs.readFileSync(file, "utf8"),
      () => fs.writeFileSync(file, "X", { flag: "r+" }),
      () => fs.readFileSync(file, "utf8"),
      () => fs.readFileSync(join(dir, "new"), { flag: "a+" }).length,
      () => fs.openSync(join(dir, "none"), "r+"),
      () => fs.openSync(file, "nonsense"),
      () => fs.openSync(file, "ax"),
    );
  },
  AbortSignal: (fs, dir) =>
    outcomes(
      () => fs.promises.readFile(join(dir, "x"), { signal: AbortSignal.abort() }),
      () => fs.promises.writeFile(join(dir, "x"), "x", { signal: AbortSignal.abort() }),
    ),
  modes: (fs, dir) => {
    const file = join(dir, "f");
    fs.writeFileSync(file, "", { mode: 0o600 });
    fs.writeFileSync(`${file}2`, "");
    fs.mkdirSync(join(dir, "d"), { mode: 0o700 });
    fs.mkdirSync(join(dir, "e"));
    const before = ["f", "f2", "d", "e"].map((name) => bits(fs.statSync(join(dir, name))));
    fs.chmodSync(file, 0o751);
    fs.chmodSync(`${file}2`, "640");
    return [before, bits(fs.statSync(file)), bits(fs.statSync(`${file}2`))];
  },
  times: async (fs, dir) => {
    const file = join(dir, "f");
    fs.writeFileSync(file, "x");
    fs.utimesSync(file, new Date(1000), new Date(2000));
    const { atimeMs, mtimeMs, mtime, atime } = fs.statSync(file);
    await fs.promises.utimes(file, 10, "20");
    const big = fs.statSync(file, { bigint: true });
    return [
      atimeMs,
      mtimeMs,
      mtime.toISOString(),
      atime instanceof Date,
      big.atimeMs,
      big.mtimeNs,
      big.mtime.getTime(),
    ];
  },
  stat: async (fs, dir) => {
    fs.writeFileSync(join(dir, "f"), "12345");
    fs.symlinkSync("f", join(dir, "l"));
    const kinds = (stats: fsModule.Stats): unknown => [
      stats.isFile(),
      stats.isDirectory(),
      stats.isSymbolicLink(),
      stats.isFIFO(),
      stats instanceof fs.Stats,
    ];
    const all = [
      fs.statSync(join(dir, "f")),
      fs.statSync(join(dir, "l")),
      fs.lstatSync(join(dir, "l")),
      await fs.promises.stat(dir),
      await promisify(fs.lstat)(join(dir, "f")),
    ];
    return [
      all.map(kinds),
      all.slice(0, 3).map(({ size }) => size),
      Object.keys(all[0] ?? {}),
      Object.keys(fs.statSync(dir, { bigint: true })),
      fs.statSync(join(dir, "no"), { throwIfNoEntry: false }),
      typeof fs.statfsSync(dir).bsize,
      typeof fs.statfsSync(dir, { bigint: true }).files,
    ];
  },
  "errors of files": (fs, dir) => {
    const [file, none] = [join(dir, "f"), join(dir, "none")];
    fs.writeFileSync(file, "");
    return outcomes(
      () => fs.readFileSync(none),
      () => fs.promises.readFile(none),
      () => called((callback) => fs.readFile(none, callback)),
      () => fs.readFileSync(dir),
      () => fs.writeFileSync(dir, ""),
      () => fs.readFileSync(join(file, "x")),
      () => fs.writeFileSync(join(none, "x"), ""),
      () => fs.statSync(none),
      () => fs.lstatSync(none),
      () => fs.accessSync(none),
      () => fs.openSync(none, "r"),
      () => fs.unlinkSync(none),
      () => fs.unlinkSync(dir),
      () => fs.readlinkSync(file),
      () => fs.readlinkSync(none),
      () => fs.chmodSync(none, 0),
      () => fs.utimesSync(none, 1, 1),
      () => fs.truncateSync(none),
      () => fs.realpathSync(none),
      () => fs.realpathSync.native(none),
      () => fs.copyFileSync(none, file),
      () => fs.copyFileSync(dir, join(dir, "c")),
      () => fs.copyFileSync(file, dir),
      () => fs.copyFileSync(file, file, fs.constants.COPYFILE_EXCL),
      () => fs.promises.truncate(none),
      () => fs.promises.lutimes(none, 1, 1),
      () => fs.promises.access(none),
      () => fs.readFileSync(`${file}/`),
      () => fs.symlinkSync("x", file),
      () => fs.linkSync(none, join(dir, "l")),
      () => fs.linkSync(dir, join(dir, "l")),
      () => fs.linkSync(file, file),
    );
  },
  "errors of directories": (fs, dir) => {
    const [file, sub, none] = [join(dir, "f"), join(dir, "d"), join(dir, "none")];
    fs.writeFileSync(file, "");
    fs.mkdirSync(join(sub, "e"), { recursive: true });
    return outcomes(
      () => fs.mkdirSync(sub),
      () => fs.mkdirSync(join(none, "x")),
      () => fs.mkdirSync(file, { recursive: true }),
      () => fs.mkdirSync(join(file, "x"), { recursive: true }),
      () => fs.rmdirSync(sub),
      () => fs.rmdirSync(file),
      () => fs.rmdirSync(none),
      () => fs.readdirSync(file),
      () => fs.readdirSync(none),
      () => fs.promises.opendir(none),
      () => fs.promises.opendir(file),
      () => fs.rmSync(none),
      () => fs.rmSync(sub),
      () => fs.rmSync(none, { force: true }),
      () => fs.promises.rm(none),
      () => fs.mkdtempSync(join(none, "x")),
      () => fs.watch(none),
      () => fs.renameSync(none, file),
      () => fs.renameSync(sub, file),
      () => fs.renameSync(file, sub),
      () => fs.renameSync(sub, join(sub, "e", "x")),
      () => (fs.mkdirSync(join(dir, "full", "x"), { recursive: true }), fs.renameSync(sub, join(dir, "full"))),
      () => (fs.mkdirSync(join(dir, "empty")), fs.renameSync(sub, join(dir, "empty"))),
      () => tree(fs, dir),
    );
  },
  "errors of arguments": (fs, dir) => {
    const codes = (...bodies: (() => unknown)[]): unknown =>
      outcomes(...bodies).then((results) => results.map((result) => (result as { code?: string } | undefined)?.code));
    const fd = fs.openSync(join(dir, "f"), "w+");
    const bytes = Buffer.alloc(4);
    return codes(
      () => fs.readFileSync(join(dir, "a\0b")),
      () => fs.writeFileSync(join(dir, "f"), {} as string),
      () => Reflect.apply(fs.readFile, fs, [join(dir, "f")]),
      () => fs.readSync(fd, bytes, 5, 1, null),
      () => fs.readSync(fd, bytes, 0, 9, null),
      () => fs.writeSync(fd, bytes, 9),
      () => fs.readFileSync(join(dir, "f"), "nonsense" as "utf8"),
      () => fs.ftruncateSync(fd, 1.5),
      () => fs.closeSync(fd),
      () => fs.closeSync(fd),
      () => fs.fstatSync(fd),
      () => fs.readSync(fd, bytes),
      () => fs.writeSync(fd, bytes),
      () => fs.fsyncSync(fd),
      () => fs.ftruncateSync(fd, 1),
      () => fs.writeFileSync(join(dir, "f"), "x", { flag: "nonsense" }),
    );
  },
  descriptors: async (fs, dir) => {
    const file = join(dir, "f");
    const fd = fs.openSync(file, "w+");
    const bytes = Buffer.alloc(5);
    const results = [
      fs.writeSync(fd, "hello world"),
      fs.writeSync(fd, "J", 0),
      fs.writeSync(fd, Buffer.from("__X"), 2, 1, 4),
      fs.readSync(fd, bytes, 0, 5, 0),
      bytes.toString(),
      fs.readSync(fd, bytes),
      fs.writevSync(fd, [Buffer.from("a"), Buffer.from("bc")]),
      fs.readvSync(fd, [bytes, Buffer.alloc(2)], 3),
      bytes.toString(),
      await called((callback) => fs.write(fd, "zz", 0, callback)),
      await called((callback) => fs.read(fd, bytes, 0, 2, 0, callback)),
      await called((callback) => fs.read(fd, { buffer: bytes, position: 1 }, callback)),
      await called((callback) => fs.writev(fd, [Buffer.from("q")], 1, callback)),
      await called((callback) => fs.readv(fd, [bytes], 0, callback)),
      await promisify(fs.read)(fd, bytes, 0, 3, 0),
      await promisify(fs.write)(fd, "w", 0),
      await called((callback) => fs.read(fd, callback)).then(([error, count]) => [error, count]),
      fs.fstatSync(fd).size,
      fs.ftruncateSync(fd, 3),
      fs.fsyncSync(fd),
      fs.fdatasyncSync(fd),
      fs.futimesSync(fd, 1, 2),
      fs.fchmodSync(fd, 0o600),
      fs.readFileSync(file, "utf8"),
    ];
    fs.closeSync(fd);
    const reading = fs.openSync(file, "r");
    const writing = fs.openSync(file, "a");
    results.push(
      ...((await outcomes(
        () => fs.writeSync(reading, "x"),
        () => fs.readSync(writing, bytes),
        () => fs.ftruncateSync(reading, 0),
        () => fs.writeSync(writing, "end", 0),
        () => fs.readFileSync(reading, "utf8"),
        () => fs.readFileSync(reading, "utf8"),
        () => fs.writeFileSync(writing, "!"),
        () => fs.appendFileSync(writing, "?"),
        () => fs.readFileSync(file, "utf8"),
      )) as never[]),
    );
    fs.closeSync(reading);
    fs.closeSync(writing);
    return results;
  },
  "an open file outlives its name": (fs, dir) => {
    const file = join(dir, "f");
    fs.writeFileSync(file, "content");
    const fd = fs.openSync(file, "r+");
    fs.unlinkSync(file);
    fs.writeFileSync(file, "another");
    fs.writeSync(fd, "C", 0);
    const held = fs.readFileSync(fd, "utf8");
    fs.closeSync(fd);
    return [held.slice(1), fs.readFileSync(file, "utf8")];
  },
  "truncate and sparse writes": (fs, dir) => {
    const file = join(dir, "f");
    fs.writeFileSync(file, "0123456789");
    fs.truncateSync(file, 4);
    fs.truncateSync(file, 6);
    const fd = fs.openSync(file, "r+");
    fs.writeSync(fd, "x", 9);
    fs.closeSync(fd);
    return fs.readFileSync(file);
  },
  FileHandle: async (fs, dir) => {
    const file = join(dir, "f");
    await using handle = await fs.promises.open(file, "w+");
    await handle.writeFile("line 1\nline 2\r\nline 3");
    const lines: string[] = [];
    await using again = await fs.promises.open(file);
    for await (const line of again.readLines()) lines.push(line);
    const reader = await fs.promises.open(file);
    const web: number[] = [];
    for await (const chunk of reader.readableWebStream()) web.push((chunk as ArrayBuffer).byteLength);
    const streamed = await Array.fromAsync(
      (await fs.promises.open(file)).createReadStream({ encoding: "utf8", start: 2, end: 5 }),
    );
    const closing = once(reader as unknown as EventEmitter, "close");
    await reader.close();
    await closing;
    await using another = await fs.promises.open(file);
    const bytes = Buffer.alloc(4);
    const { bytesRead, buffer } = await handle.read(bytes, 0, 4, 0);
    const results = [
      lines,
      web,
      streamed,
      bytesRead,
      buffer.toString(),
      (await handle.read({ position: 2 })).bytesRead,
      await handle.write("LINE", 0),
      (await handle.writev([Buffer.from("!")], 4)).bytesWritten,
      (await handle.readv([bytes], 0)).bytesRead,
      (await handle.stat()).size,
      await handle.truncate(6),
      await handle.appendFile("."),
      await handle.sync(),
      await handle.datasync(),
      await handle.chmod(0o600),
      await handle.utimes(1, 2),
      bits(await handle.stat()),
      reader.fd,
      await outcome(() => reader.stat().catch((error: NodeJS.ErrnoException) => error.code)),
      await fs.promises.readFile(file),
      await fs.promises.readFile(another, "utf8"),
    ];
    const writer = (await fs.promises.open(file, "w")).createWriteStream();
    writer.end("written");
    await once(writer, "close");
    await fs.promises.writeFile(handle, "w");
    return [...results, fs.readFileSync(file)];
  },
  streams: async (fs, dir) => {
    const file = join(dir, "f");
    await pipeline(Readable.from(["abc", "def"]), fs.createWriteStream(file));
    const writer = fs.createWriteStream(file, { flags: "r+", start: 3 });
    writer.write("X");
    writer.end("Y");
    await once(writer, "finish");
    const reader = fs.createReadStream(file, { start: 1, end: 4, highWaterMark: 2, encoding: "utf8" });
    const chunks = await reader.toArray();
    await pipeline(fs.createReadStream(file), fs.createWriteStream(`${file}2`));
    const lines = await Array.fromAsync(createInterface({ input: fs.createReadStream(pathToFileURL(file)) }));
    const fd = fs.openSync(file, "r");
    const failure = await once(fs.createReadStream(join(dir, "none")), "error").then(
      ([error]) => (error as Error).message,
    );
    const appended = Reflect.construct(fs.WriteStream, [file, { flags: "a" }]) as fsModule.WriteStream;
    appended.end("!");
    await once(appended, "close");
    return [
      chunks,
      fs.readFileSync(`${file}2`, "utf8"),
      lines,
      await fs.createReadStream("", { fd, encoding: "utf8" }).toArray(),
      failure,
      reader.bytesRead,
      reader.path,
      fs.readFileSync(file, "utf8"),
      reader instanceof fs.ReadStream,
    ];
  },
  directories: async (fs, dir) => {
    const made = [
      fs.mkdirSync(join(dir, "a/b/c"), { recursive: true }),
      await fs.promises.mkdir(join(dir, "a/b/c"), { recursive: true }),
      await called((callback) => fs.mkdir(join(dir, "a/d/e"), { recursive: true }, callback)),
      fs.mkdirSync(join(dir, "z")),
    ];
    fs.writeFileSync(join(dir, "a/b/f"), "");
    const entries = fs
      .readdirSync(dir, { withFileTypes: true, recursive: true })
      .map((entry) => [entry.name, entry.parentPath, entry.isDirectory(), entry instanceof fs.Dirent])
      .toSorted();
    const temporary = fs.mkdtempSync(join(dir, "tmp-"));
    const all = [relative(dir, temporary).length, bits(fs.statSync(temporary))];
    fs.rmSync(join(dir, "a"), { recursive: true });
    fs.rmdirSync(join(dir, "z"));
    await fs.promises.rm(temporary, { recursive: true });
    return [made, entries, all, fs.readdirSync(dir), fs.readdirSync(Buffer.from(dir), "buffer")];
  },
  opendir: async (fs, dir) => {
    for (const name of ["a", "b"]) fs.writeFileSync(join(dir, name), "");
    fs.mkdirSync(join(dir, "c/d"), { recursive: true });
    const names: string[] = [];
    for await (const entry of await fs.promises.opendir(dir)) names.push(entry.name);
    const handle = fs.opendirSync(dir, { recursive: true });
    const sync: string[] = [];
    for (let entry = handle.readSync(); entry; entry = handle.readSync()) sync.push(entry.name);
    const end = await handle.read();
    handle.closeSync();
    return [
      names.toSorted(),
      sync.toSorted(),
      end,
      handle instanceof fs.Dir,
      handle.path,
      await outcome(() => handle.readSync()).then((failure) => (failure as { code: string }).code),
      await called((callback) => fs.opendir(dir, callback)).then(([error, opened]) => [
        error,
        (opened as fsModule.Dir).closeSync(),
      ]),
    ];
  },
  links: async (fs, dir) => {
    fs.mkdirSync(join(dir, "d"));
    fs.writeFileSync(join(dir, "d/f"), "content");
    fs.symlinkSync("d", join(dir, "to-d"));
    fs.symlinkSync(join(dir, "d/f"), join(dir, "to-f"));
    await fs.promises.symlink("nowhere", join(dir, "dangling"));
    fs.symlinkSync("loop", join(dir, "loop"));
    fs.linkSync(join(dir, "d/f"), join(dir, "hard"));
    fs.appendFileSync(join(dir, "hard"), "!");
    fs.writeFileSync(join(dir, "dangling"), "made through a link");
    fs.mkdirSync(join(dir, "to-d/sub"));
    fs.renameSync(join(dir, "to-f"), join(dir, "to-d/moved"));
    const results = [
      fs.readFileSync(join(dir, "to-d/f"), "utf8"),
      fs.readlinkSync(join(dir, "to-d")),
      fs.realpathSync(join(dir, "to-d/f")),
      fs.readFileSync(join(dir, "nowhere"), "utf8"),
      fs.statSync(join(dir, "hard")).nlink,
      fs.lstatSync(join(dir, "d/moved")).isSymbolicLink(),
      fs.readdirSync(join(dir, "to-d")).toSorted(),
    ];
    fs.rmSync(join(dir, "to-d"));
    fs.unlinkSync(join(dir, "hard"));
    return [
      ...results,
      tree(fs, dir),
      fs.statSync(join(dir, "d/f")).nlink,
      fs.existsSync(join(dir, "dangling")),
      ...(await outcomes(
        () => fs.readFileSync(join(dir, "loop")),
        () => fs.lstatSync(join(dir, "loop")).isSymbolicLink(),
        () => fs.rmSync(join(dir, "loop")),
        () => fs.readlinkSync(join(dir, "dangling"), "buffer"),
      )),
    ];
  },
  rename: (fs, dir) => {
    fs.mkdirSync(join(dir, "a/b"), { recursive: true });
    fs.writeFileSync(join(dir, "a/b/f"), "f");
    fs.writeFileSync(join(dir, "g"), "g");
    fs.renameSync(join(dir, "a"), join(dir, "c"));
    fs.renameSync(join(dir, "g"), join(dir, "c/b/f"));
    fs.renameSync(join(dir, "c/b/f"), join(dir, "c/b/f"));
    return [tree(fs, dir), fs.readFileSync(join(dir, "c/b/f"), "utf8")];
  },
  "copyFile and cp": async (fs, dir, outside) => {
    fs.mkdirSync(join(dir, "src/sub"), { recursive: true });
    fs.writeFileSync(join(dir, "src/a"), "a", { mode: 0o600 });
    fs.writeFileSync(join(dir, "src/sub/b"), "b");
    fs.symlinkSync("a", join(dir, "src/l"));
    fs.copyFileSync(join(dir, "src/a"), join(dir, "copied"));
    fs.cpSync(join(dir, "src"), join(dir, "dst"), { recursive: true });
    await fs.promises.cp(join(dir, "src"), join(dir, "new/filtered"), {
      recursive: true,
      filter: async (source) => !source.endsWith("sub"),
    });
    await called((callback) => fs.cp(join(dir, "src/a"), join(dir, "called"), callback));
    fs.cpSync(join(dir, "src"), join(outside, "dst"), { recursive: true, filter: (source) => !source.endsWith("/l") });
    fs.cpSync(join(outside, "dst"), join(dir, "back"), { recursive: true, preserveTimestamps: true });
    fs.copyFileSync(join(outside, "dst/a"), join(dir, "f"));
    await fs.promises.copyFile(join(dir, "f"), join(outside, "g"));
    const results = [
      tree(fs, dir),
      tree(fs, outside),
      bits(fs.statSync(join(dir, "dst/a"))),
      fs.readlinkSync(join(dir, "dst/l")),
      fs.readFileSync(join(outside, "g"), "utf8"),
      fs.readFileSync(join(dir, "back/sub/b"), "utf8"),
    ];
    return [
      ...results,
      ...(await outcomes(
        () => fs.cpSync(join(dir, "src/a"), join(dir, "f"), { force: false }),
        () => fs.cpSync(join(dir, "src/a"), join(dir, "f"), { force: false, errorOnExist: true }),
        () => fs.cpSync(join(dir, "src/a"), join(dir, "src/sub")),
        () => fs.cpSync(join(dir, "src"), join(dir, "f"), { recursive: true }),
        () => fs.cpSync(join(dir, "none"), join(dir, "f")),
      )),
    ];
  },
  glob: async (fs, dir) => {
    for (const name of ["a/one.js", "a/two.ts", "a/b/three.js", "four.js", "a/.hidden.js"]) {
      fs.mkdirSync(join(dir, name, ".."), { recursive: true });
      fs.writeFileSync(join(dir, name), "");
    }
    const found = [
      fs.globSync("**/*.js", { cwd: dir }),
      fs.globSync(join(dir, "a/*")),
      fs.globSync(["*.js", "a/*.ts"], { cwd: dir }),
      fs.globSync("**/*.js", { cwd: dir, exclude: (name) => name === "b" || name === "a/b" }),
      fs.globSync("a/{one,two}.*", { cwd: dir }),
      fs.globSync("**/", { cwd: dir }),
      fs.globSync("none/*", { cwd: dir }),
      await Array.fromAsync(fs.promises.glob("a/**", { cwd: dir })),
      (await called((callback) => fs.glob("?our.js", { cwd: dir }, callback)))[1] as string[],
      fs.globSync("**/*.js", { cwd: dir, exclude: ["a/**"] }),
    ];
    const entries = fs
      .globSync("a/*.ts", { cwd: dir, withFileTypes: true })
      .map((entry) => [entry.name, entry.parentPath, entry.isFile()]);
    return [found.map((names) => names.map((name) => name.replace(/\/$/, "")).toSorted()), entries];
  },
  "access and exists": async (fs, dir) => {
    const file = join(dir, "f");
    fs.writeFileSync(file, "");
    return [
      fs.existsSync(file),
      fs.existsSync(join(dir, "no")),
      fs.existsSync(join(file, "x")),
      fs.accessSync(file, fs.constants.R_OK | fs.constants.W_OK),
      ...(await outcomes(() => fs.accessSync(file, fs.constants.X_OK))),
      await called((callback) => fs.exists(file, callback)),
      await promisify(fs.exists)(file),
      await called((callback) => fs.access(file, callback)),
    ];
  },
  "paths in all shapes": async (fs, dir) => {
    fs.mkdirSync(join(dir, "d"));
    const file = join(dir, "f");
    const shapes = [
      file,
      Buffer.from(file),
      pathToFileURL(file),
      relative(process.cwd(), file),
      `${dir}/d/../f`,
      `${dir}//f`,
      `${dir}/./f`,
    ];
    const texts: string[] = [];
    for (const [index, shape] of shapes.entries()) {
      fs.writeFileSync(shape, String(index));
      texts.push(fs.readFileSync(file, "utf8"), await fs.promises.readFile(shape, "utf8"));
    }
    return [
      texts,
      await outcomes(
        () => fs.readFileSync(`${dir}/./none`),
        () => fs.readFileSync(pathToFileURL(join(dir, "none"))),
        () => fs.readFileSync(relative(process.cwd(), join(dir, "none"))).length,
      ).then((failures) => failures.slice(0, 2)),
    ];
  },
  "disposable directories and blobs": async (fs, dir) => {
    const { path, remove } = fs.mkdtempDisposableSync(join(dir, "x-"));
    fs.writeFileSync(join(path, "f"), "text");
    const blob = await fs.openAsBlob(join(path, "f"), { type: "text/plain" });
    const text = await blob.text();
    remove();
    await using kept = await fs.promises.mkdtempDisposable(join(dir, "y-"));
    return [text, blob.type, blob.size, fs.existsSync(path), fs.existsSync(kept.path)];
  },
};

/** Runs one of them. @returns plain data, in which the directories have names that say nothing of where they are */
export async function play(name: string, fs: Fs, dir: string, outside: string): Promise<unknown> {
  const result = await outcome(() => SCENARIOS[name]?.(fs, dir, outside));
  const text = JSON.stringify(result, (_key, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value === undefined ? "(undefined)" : value,
  );
  return JSON.parse(
    text
      .replaceAll(relative(process.cwd(), dir), "<dir>")
      .replaceAll(dir, "<dir>")
      .replaceAll(dir.slice(1), "<dir>")
      .replaceAll(outside, "<outside>")
      .replaceAll("/<dir>", "<dir>"),
  ) as unknown;
}
