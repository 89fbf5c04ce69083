import { concat } from "../processes/bytes.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { untilAborted } from "../processes/until-aborted.js";
import { parseAmount, parseDuration } from "./amount.js";
import { chunksOf } from "./byte-lines.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";
import { startOfLast } from "./head-command.js";
import { attempt, close, complain, native, nameOf, openAs, pathOf } from "./native-command.js";

interface Wanted {
  readonly isBytes: boolean;
  readonly count: number;
  /** Counted from the beginning. */
  readonly isFrom: boolean;
}

function wanted(options: CommandOptions): Wanted {
  const kind = options.last("n", "c", "number");
  const text = (kind === undefined ? undefined : options.value(kind)) ?? "10";
  const isBytes = kind === "c";
  const count = parseAmount(text.replace(/^[-+]/, ""), isBytes ? "bytes" : "lines");
  return { isBytes, count, isFrom: text.startsWith("+") };
}

async function ending(process: OwnProcess, fd: number, { isBytes, count, isFrom }: Wanted): Promise<void> {
  if (isFrom) return from(process, fd, isBytes, count);
  let held: Uint8Array[] = [];
  let size = 0;
  const kept = (isEnd: boolean): Uint8Array => {
    const whole = concat(held);
    return whole.subarray(isBytes ? Math.max(0, whole.length - count) : startOfLast(whole, count, isEnd));
  };
  for await (const chunk of chunksOf(process, fd)) {
    held.push(chunk);
    size += chunk.length;
    if (size < 1_000_000) continue;
    // what was kept of long input goes on to shrink, as the lines allow it
    held = [kept(true)];
    size = Math.min(500_000, held[0]?.length ?? 0);
  }
  await process.write(1, kept(true));
}

async function from(process: OwnProcess, fd: number, isBytes: boolean, count: number): Promise<void> {
  let skipped = Math.max(0, count - 1);
  for await (const chunk of chunksOf(process, fd)) {
    let start = isBytes ? Math.min(skipped, chunk.length) : 0;
    if (isBytes) skipped -= start;
    while (skipped > 0 && start < chunk.length) {
      const newline = chunk.indexOf(10, start);
      start = newline < 0 ? chunk.length : newline + 1;
      if (newline >= 0) skipped--;
    }
    if (start < chunk.length) await process.write(1, chunk.subarray(start));
  }
}

interface Followed {
  readonly path: string;
  readonly title: string;
  fd: number | undefined;
  ino: number | undefined;
  size: number;
}

/** Writes what is added to files, until it is killed. */
async function follow(process: OwnProcess, files: readonly Followed[], options: CommandOptions): Promise<void> {
  const { fs } = process.system;
  const interval = parseDuration(options.value("s") ?? "1") ?? 1_000;
  const pid = Number(options.value("pid") ?? 0);
  let shown = files.findLast(({ fd }) => fd !== undefined);
  for (;;) {
    const waits = new AbortController();
    const changes = files.map(({ path }) => fs.changed?.(path, waits.signal) ?? process.sleep(interval, waits.signal));
    for (const change of changes) change.catch(() => {}); // given up below
    const ended = process.system.processes.get(pid)?.ended;
    for (const file of files) {
      const added = await addedTo(process, file, options);
      if (added.length === 0) continue;
      if (files.length > 1 && shown !== file) await process.write(1, `\n==> ${file.title} <==\n`);
      shown = file;
      await process.write(1, added);
    }
    if (pid > 0 && !ended) return waits.abort();
    const next = Promise.race([...changes, ...(ended ? [ended] : [])]);
    await untilAborted(next, process.killed).finally(() => waits.abort());
  }
}

async function addedTo(process: OwnProcess, file: Followed, options: CommandOptions): Promise<Uint8Array> {
  const info = process.system.fs.stat(file.path);
  const isByName = options.has("F");
  const isAnother = info !== undefined && file.ino !== undefined && info.ino !== file.ino;
  const isShorter = info !== undefined && info.ino === file.ino && info.size < file.size;
  if (isByName && !info && file.ino !== undefined) {
    await complain(process, `‘${file.title}’ has become inaccessible: No such file or directory`);
    file.ino = undefined;
  }
  if (isShorter) await complain(process, `${file.title}: file truncated`);
  if (isByName && isAnother) await complain(process, `‘${file.title}’ has been replaced;  following new file`);
  if (info && (isShorter || (isByName && (isAnother || file.fd === undefined || file.ino === undefined)))) {
    if (file.fd !== undefined) close(process, file.fd);
    file.fd = openAs(process, file.path, "r");
  }
  if (file.fd === undefined) return new Uint8Array();
  const added: Uint8Array[] = [];
  for await (const chunk of chunksOf(process, file.fd)) added.push(chunk);
  if (info) {
    file.ino = info.ino;
    file.size = info.size;
  }
  return concat(added);
}

export const tail: Program = native(
  {
    flags: "fFqvz",
    values: "ncs",
    numbers: true,
    long: {
      lines: "n=",
      bytes: "c=",
      follow: "follow?",
      quiet: "q",
      silent: "q",
      verbose: "v",
      "sleep-interval": "s=",
      pid: "pid=",
      retry: "retry",
    },
  },
  async (process, options) => {
    const what = wanted(options);
    const follows = options.has("f", "F", "follow");
    if (options.value("follow") === "name") throw new UsageError("--follow=name is written -F here");
    const paths = options.operands.length > 0 ? options.operands : ["-"];
    const isTitled = options.has("v") || (paths.length > 1 && !options.has("q"));
    const followed: Followed[] = [];
    let code = 0;
    for (const [index, title] of paths.entries()) {
      const fd =
        title === "-"
          ? 0
          : await attempt(process, `cannot open '${title}' for reading`, () => openAs(process, title, "r"));
      if (fd === undefined) code = 1;
      if (fd !== undefined && isTitled)
        await process.write(1, `${index > 0 ? "\n" : ""}==> ${title === "-" ? "standard input" : title} <==\n`);
      if (fd !== undefined) await ending(process, fd, what);
      const path = title === "-" ? process.files.get(0)?.path : pathOf(process, title);
      if (!follows || path === undefined || (fd === undefined && !options.has("F"))) continue;
      const info = process.system.fs.stat(path);
      followed.push({ path, title, fd, ino: info?.ino, size: info?.size ?? 0 });
    }
    if (followed.length > 0) await follow(process, followed, options);
    else if (follows && code > 0) await process.write(2, `${nameOf(process)}: no files remaining\n`);
    return code;
  },
);
