import { execFileSync, spawnSync } from "node:child_process";
import fs, { mkdirSync, mkdtempDisposableSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { App, Image } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { app, cold, exists, existsBeside, program, read, readBeside, TIMES, touch, write } from "./disk-app.ts";
import { compareMs, medianMs, microseconds, milliseconds, type Row } from "./measure.ts";

const ROUNDS = 21;
const STARTS = 1000;
const LARGE_FILES = 20;
const LARGE_BYTES = 120_000_000;
const LOCAL_FILES = 10_000;

/** From before they are routed. */
const plain = {
  readFileSync: fs.readFileSync,
  existsSync: fs.existsSync,
  writeFileSync: fs.writeFileSync,
  spawnSync,
};

const each = (ms: number): string => `${((ms * 1000) / TIMES).toFixed(2)} µs`;

/** What disks of containers' own cost. */
export async function diskRows(): Promise<Row[]> {
  using folder = mkdtempDisposableSync(join(tmpdir(), "modal-emulator-"));
  const path = join(folder.path, "file");
  plain.writeFileSync(path, Buffer.alloc(4096));
  return [
    ...heldRows(),
    ...(await callRows(path)),
    ...(await largeRows(folder.path)),
    ...(await imageRows(folder.path)),
    await programRow(),
  ];
}

const PROGRAMS = 20;

async function programRow(): Promise<Row> {
  await using world = await Emulator.start({ threads: 0, disk: "private" });
  return await world.run(app, async () => {
    const begun = performance.now();
    await program.remote(1);
    const firstMs = performance.now() - begun;
    const { ours, peer, ratio } = await compareMs(
      ROUNDS,
      () => program.remote(PROGRAMS),
      async () => {
        for (let time = 0; time < PROGRAMS; time++) plain.spawnSync("/bin/true");
      },
    );
    return {
      what: "a child process that finds the disk of its container",
      ours: milliseconds(ours / PROGRAMS),
      peer: milliseconds(peer / PROGRAMS),
      note: `${ratio.toFixed(2)}x \`spawnSync\` of Node; the first of a container ${milliseconds(firstMs)}`,
    };
  });
}

function heldRows(): Row[] {
  const script = fileURLToPath(new URL("disk-sleepers.ts", import.meta.url));
  const printed = execFileSync(process.execPath, ["--expose-gc", script], { encoding: "utf8" });
  const held = JSON.parse(printed) as { readonly host: number; readonly own: number };
  return [
    {
      what: "a disk of a container's own, nothing written",
      ours: `${(held.own - held.host).toFixed(0)} bytes`,
      peer: "",
      note: `of ${(held.own / 1000).toFixed(1)} KB that the container holds, asleep`,
    },
  ];
}

async function callRows(path: string): Promise<Row[]> {
  const bytes = Buffer.alloc(4096);
  const repeat = (body: () => unknown) => async (): Promise<void> => {
    for (let time = 0; time < TIMES; time++) body();
  };
  const reading = repeat(() => plain.readFileSync(path));
  const looking = repeat(() => plain.existsSync(path));
  const writing = repeat(() => plain.writeFileSync(`${path}.written`, bytes));
  await using world = await Emulator.start({ threads: 0, disk: "private" });
  return await world.run(app, async () => {
    for (const warmUp of [read, readBeside, exists, existsBeside, write]) await warmUp.remote(path);
    await cold.remote();
    const [reads, readsBeside] = [
      await compareMs(ROUNDS, () => read.remote(path), reading),
      await compareMs(ROUNDS, () => readBeside.remote(path), reading),
    ];
    const [looks, looksBeside] = [
      await compareMs(ROUNDS, () => exists.remote(path), looking),
      await compareMs(ROUNDS, () => existsBeside.remote(path), looking),
    ];
    const writes = await compareMs(ROUNDS, () => write.remote(path), writing);
    const startMs = await medianMs(15, () => Promise.all(Array.from({ length: STARTS }, () => cold.remote())));
    return [
      {
        what: "`readFileSync` of 4 KB of this machine's, on a disk of the container's own",
        ours: each(reads.ours),
        peer: each(reads.peer),
        note: `${reads.ratio.toFixed(2)}x plain \`fs\`; ${readsBeside.ratio.toFixed(2)}x (${each(readsBeside.ours)}) once a file beside it was changed`,
      },
      {
        what: "`existsSync` there",
        ours: each(looks.ours),
        peer: each(looks.peer),
        note: `${looks.ratio.toFixed(2)}x plain \`fs\`; ${looksBeside.ratio.toFixed(2)}x (${each(looksBeside.ours)}) once a file beside it was changed`,
      },
      {
        what: "`writeFileSync` of 4 KB there",
        ours: each(writes.ours),
        peer: each(writes.peer),
        note: `${writes.ratio.toFixed(2)}x plain \`fs\` to the disk`,
      },
      {
        what: "cold start, call and end of a container with a disk of its own",
        ours: microseconds(startMs / STARTS),
        peer: "",
        note: "1,000 at a time, `threads: 0`",
      },
    ];
  });
}

async function largeRows(folder: string): Promise<Row[]> {
  const paths = Array.from({ length: LARGE_FILES }, (_, index) => join(folder, `large-${index}`));
  for (const path of paths) {
    plain.writeFileSync(path, "");
    truncateSync(path, LARGE_BYTES);
  }
  await using world = await Emulator.start({ threads: 0, disk: "private" });
  const ms = await world.run(app, async () => {
    await touch.remote([]);
    return (await medianMs(3, () => touch.remote(paths))) - (await medianMs(3, () => touch.remote([])));
  });
  return [
    {
      what: "the first write of a container into a file of this machine's of 120 MB",
      ours: microseconds(ms / LARGE_FILES),
      peer: "",
      note: "with opening and closing it",
    },
  ];
}

async function imageRows(folder: string): Promise<Row[]> {
  for (let index = 0; index < LOCAL_FILES; index++) {
    const directory = join(folder, "local", `d${index % 100}`);
    if (index < 100) mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `f${index}`), "text");
  }
  const image = Image.debianSlim().addLocalDir(join(folder, "local"), "/opt/local");
  const local = new App("bench-local", { image });
  const look = local.function({ name: "look", singleUseContainers: true, serialized: true }, async () =>
    process.getBuiltinModule("fs").existsSync("/opt/local/d7/f7"),
  );
  await using world = await Emulator.start({ threads: 1, disk: "private" });
  await world.run(app, () => cold.remote());
  const began = performance.now();
  return await world.run(local, async () => {
    await look.remote();
    const firstMs = performance.now() - began;
    const nextMs = await medianMs(15, () => look.remote());
    return [
      {
        what: "first container of an image with 10,000 local files, with listing them",
        ours: milliseconds(firstMs),
        peer: "",
        note: `the next ones ${milliseconds(nextMs)}; 1 lane`,
      },
    ];
  });
}
