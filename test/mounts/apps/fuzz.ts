import fs from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { App, Volume } from "modal-emulator";

/** So that two checkouts can run their tests side by side. */
const CHECKOUT = import.meta.dirname.replaceAll(/[^\w]+/g, "-");

/** A mount where the host really has a directory, and a directory of the host's where nothing is mounted. */
export const MOUNT: string = join(tmpdir(), `modal-emulator-fuzz-mount${CHECKOUT}`);
export const OUTSIDE: string = join(tmpdir(), `modal-emulator-fuzz-outside${CHECKOUT}`);
export const SECRET = "only the host has this";

export const app = new App("fuzz");

type Namespace = Record<string, unknown>;
interface Result {
  readonly called: readonly string[];
  readonly succeeded: readonly string[];
  readonly refused: readonly string[];
  readonly leaked: readonly string[];
}

const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)] as T;
const step = (): string =>
  pick(["a", "b", "c", "secret.txt", "..", "./a", "a//b", `n${Math.floor(Math.random() * 100)}`]);

function mountedPath(): string {
  for (;;) {
    const path = `${MOUNT}/${Array.from({ length: 1 + Math.floor(Math.random() * 2) }, step).join("/")}`;
    if (join(path).startsWith(`${MOUNT}/`)) return path;
  }
}

/** One way to write a path. */
function written(path: string): unknown {
  return pick<unknown>([path, path, path, Buffer.from(path), pathToFileURL(join(path)), relative(process.cwd(), path)]);
}

const USUAL: readonly (readonly [RegExp, readonly unknown[]])[] = [
  [/chmod/, [0o755]],
  [/chown/, [0, 0]],
  [/utimes/, [1, 2]],
  [/(?:write|append)File/, ["text"]],
];

/** What comes after the path: what is usual for the function, or anything. */
function extras(name: string): unknown[] {
  const usual = USUAL.find(([pattern]) => pattern.test(name))?.[1];
  return usual && pick([true, false]) ? [...usual] : anything();
}

const anything = (): unknown[] =>
  Array.from({ length: Math.floor(Math.random() * 3) }, () =>
    pick<unknown>([
      "text",
      "utf8",
      "w",
      "r+",
      "a",
      0,
      1,
      5,
      0o755,
      undefined,
      null,
      Buffer.from("bytes"),
      { recursive: true },
      { recursive: true, force: true },
      { withFileTypes: true },
      { encoding: "utf8" },
      { flag: "a" },
      { bigint: true },
    ]),
  );

/** Puts something there for calls to find. */
function furnish(): void {
  for (const make of [
    () => fs.mkdirSync(`${MOUNT}/a`),
    () => fs.writeFileSync(`${MOUNT}/b`, "b"),
    () => fs.writeFileSync(`${MOUNT}/a/b`, "ab"),
    () => fs.symlinkSync("b", `${MOUNT}/c`),
  ])
    try {
      make();
    } catch {} // something else is there
}

/** Calls every function of `node:fs` again and again with paths and files of the mount. */
async function callAll(names: readonly string[], promised: readonly string[], rounds: number): Promise<Result> {
  const called = new Set<string>();
  const succeeded = new Set<string>();
  const refused = new Set<string>();
  const leaked = new Set<string>();
  const packages = process.getBuiltinModule("fs") as unknown as Namespace;
  const descriptors: number[] = [];
  const open: unknown[] = [];

  const settle = (name: string, result: unknown): void => {
    succeeded.add(name);
    if (typeof result === "number" && result >= 0x4000_0000) descriptors.push(result);
    if (
      typeof result === "object" &&
      result !== null &&
      "close" in result &&
      !("fd" in result && typeof result.fd === "object")
    )
      open.push(result);
    const text = Buffer.isBuffer(result)
      ? result.toString()
      : typeof result === "string"
        ? result
        : Array.isArray(result)
          ? result
              .map((entry: unknown) =>
                typeof entry === "object" && entry !== null && "name" in entry ? String(entry.name) : String(entry),
              )
              .join()
          : "";
    if (text.includes(SECRET) || text.includes("host-only.txt")) leaked.add(`${name}: ${text}`);
  };
  const fail = (name: string, error: unknown): void => {
    if (error instanceof Error && error.name === "UnimplementedError") refused.add(`${name}: ${error.message}`);
  };
  const argumentsFor = (name: string): unknown[] => {
    const base = name.replace(/Sync$/, "");
    if (/^(?:f(?:chmod|chown|datasync|stat|sync|truncate|utimes)|readv?|writev?|close)$/.test(base)) {
      const fd =
        descriptors.length > 0 && pick([true, false]) ? pick(descriptors) : fs.openSync(`${MOUNT}/a-file`, "w+");
      return [
        fd,
        ...(/^readv|^writev/.test(base) ? [[Buffer.alloc(4)]] : /^read|^write/.test(base) ? [Buffer.alloc(8)] : []),
        ...extras(base),
      ];
    }
    if (/^(?:copyFile|cp|link|rename)$/.test(base)) {
      if (/^(?:link|rename)$/.test(base) && pick([true, false])) return [`${MOUNT}/b`, `${MOUNT}/n${Math.random()}`];
      const outside = join(OUTSIDE, pick(["x", "y"]));
      return [
        ...pick([
          [mountedPath(), mountedPath()],
          [mountedPath(), outside],
          [outside, mountedPath()],
        ]).map((path) => (base === "cp" ? path : written(path))),
        ...extras(base),
      ];
    }
    if (base === "symlink") return [pick([mountedPath(), "a", "../b"]), pick([mountedPath(), join(OUTSIDE, "link")])];
    if (base === "glob") return [`${MOUNT}/${pick(["*", "**/*", "a/**"])}`];
    if (base === "readlink" && pick([true, false])) return [`${MOUNT}/c`];
    if (base === "mkdtemp" || base === "mkdtempDisposable") return [mountedPath(), ...extras(base)];
    if (base === "watchFile") return [mountedPath(), () => undefined];
    if (base === "_toUnixTimestamp") return [1];
    return [written(mountedPath()), ...extras(base)];
  };
  const collect = async (name: string, result: unknown): Promise<void> => {
    const value = await result;
    if (typeof value === "object" && value !== null && Symbol.asyncIterator in value && /glob/.test(name))
      settle(name, await Array.fromAsync(value as AsyncIterable<unknown>));
    else settle(name, value);
  };
  const noCallback = /Sync$|^(?:create|watch|unwatch|openAsBlob|_to)/;

  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const files = pick([fs as unknown as Namespace, packages]);
      called.add(name);
      if (pick([true, false, false])) furnish();
      try {
        if (name === "Utf8Stream") {
          const Stream = files[name] as new (options: object) => fs.WriteStream;
          const stream = new Stream({ dest: mountedPath(), sync: pick([true, false]) });
          await new Promise<void>((resolve) =>
            stream
              .on("error", () => resolve())
              .on("ready", () => {
                succeeded.add(name);
                stream.destroy();
                resolve();
              }),
          );
          continue;
        }
        if (name.endsWith("Stream")) {
          const make = files[name] as (...args: unknown[]) => unknown;
          const stream = (
            name.startsWith("create") ? make(written(mountedPath())) : Reflect.construct(make, [mountedPath()])
          ) as fs.ReadStream;
          await new Promise<void>((resolve) =>
            stream
              .on("error", (error) => {
                fail(name, error);
                resolve();
              })
              .on("open", (fd) => {
                settle(name, fd);
                stream.destroy();
                resolve();
              }),
          );
          continue;
        }
        const operation = files[name] as (...args: unknown[]) => unknown;
        const args = argumentsFor(name);
        if (noCallback.test(name)) await collect(name, operation(...args));
        else
          await new Promise<void>((resolve) =>
            operation(...args, (...results: unknown[]) => {
              if (results[0] instanceof Error) fail(name, results[0]);
              else settle(name, name === "exists" ? results[0] : results[1]);
              resolve();
            }),
          );
      } catch (error) {
        fail(name, error);
      }
    }
    for (const name of promised) {
      if (name === "watch") continue;
      const files = pick([fs.promises as unknown as Namespace, packages["promises"] as Namespace]);
      called.add(`promises.${name}`);
      if (pick([true, false, false])) furnish();
      try {
        await collect(`promises.${name}`, (files[name] as (...args: unknown[]) => unknown)(...argumentsFor(name)));
      } catch (error) {
        fail(`promises.${name}`, error);
      }
    }
    for (const each of open.splice(0))
      await (async () => (each as { close(): unknown }).close())().catch(() => undefined);
    for (const fd of descriptors.splice(2))
      try {
        fs.closeSync(fd);
      } catch {} // it was closed by a call
  }
  return {
    called: [...called].toSorted(),
    succeeded: [...succeeded].toSorted(),
    refused: [...refused],
    leaked: [...leaked],
  };
}

export const fuzz = app.function(
  { name: "fuzz", volumes: { [MOUNT]: Volume.fromName("fuzz", { createIfMissing: true }) } },
  callAll,
);

/** The same where nothing is mounted. */
export const onOwnDisk = app.function({ name: "on-own-disk" }, callAll);
