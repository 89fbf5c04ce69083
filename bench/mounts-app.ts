import fs, { readFileSync } from "node:fs";
import { createFsFromVolume, Volume as MemoryVolume } from "memfs";
import { App, Volume } from "modal-emulator";

export const app = new App("bench-mounts");

/** How often each reads in one call. */
export const READS = 10_000;

const volumes = { "/vol": Volume.fromName("bench", { createIfMissing: true }) };
const SIZE = 4096;

export const readMount = app.function({ volumes }, async function readMount() {
  fs.writeFileSync("/vol/file", Buffer.alloc(SIZE));
  for (let read = 0; read < READS; read++) readFileSync("/vol/file");
});

export const readMemory = app.function({ volumes }, async function readMemory() {
  const memory = createFsFromVolume(MemoryVolume.fromJSON({ "/vol/file": "x".repeat(SIZE) }));
  for (let read = 0; read < READS; read++) memory.readFileSync("/vol/file");
});

/** A file of the host's, in a container that has mounts. */
export const readHost = app.function({ volumes }, async function readHost(path: string) {
  for (let read = 0; read < READS; read++) readFileSync(path);
});

export const packageHost = app.function({ volumes }, async function packageHost(path: string) {
  const files = process.getBuiltinModule("fs");
  for (let read = 0; read < READS; read++) files.readFileSync(path);
});

export const existsHost = app.function({ volumes }, async function existsHost(path: string) {
  for (let read = 0; read < READS; read++) fs.existsSync(path);
});

/** Holds a mount and nothing else. */
export const empty = app.function({ volumes, singleUseContainers: true }, async function empty() {});
