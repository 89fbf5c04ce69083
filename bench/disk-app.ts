import { spawnSync } from "node:child_process";
import fs, { existsSync, readFileSync, writeFileSync } from "node:fs";
import { App } from "modal-emulator";

export const app = new App("bench-disk");

/** How often each reads or writes in one call. */
export const TIMES = 5000;

const repeat = (body: () => unknown): void => {
  for (let time = 0; time < TIMES; time++) body();
};

/** Runs a program that does nothing. */
export const program = app.function({}, async function program(times: number) {
  for (let time = 0; time < times; time++) spawnSync("/bin/true");
});

export const cold = app.function({ singleUseContainers: true }, async function cold() {});

export const read = app.function({ name: "read" }, async (path: string) => repeat(() => readFileSync(path)));
export const exists = app.function({ name: "exists" }, async (path: string) => repeat(() => existsSync(path)));

/** In a container that has changed a file beside it. */
export const readBeside = app.function({ name: "read-beside" }, async (path: string) => {
  writeFileSync(`${path}.beside`, "");
  repeat(() => readFileSync(path));
});
export const existsBeside = app.function({ name: "exists-beside" }, async (path: string) => {
  writeFileSync(`${path}.beside`, "");
  repeat(() => existsSync(path));
});

const SIZE = 4096;
export const write = app.function({ name: "write" }, async (path: string) => {
  const bytes = Buffer.alloc(SIZE);
  repeat(() => writeFileSync(path, bytes));
});

/** The first write into each of some large files. */
export const touch = app.function({ name: "touch", singleUseContainers: true }, async (paths: readonly string[]) => {
  for (const path of paths) {
    const file = fs.openSync(path, "r+");
    fs.writeSync(file, "x", 60_000_000);
    fs.closeSync(file);
  }
});
