import { execFileSync, execSync } from "node:child_process";
import fs from "node:fs";
import fsp from "node:fs/promises";
import { join } from "node:path";
import v8 from "node:v8";
import { App, Volume } from "modal-emulator";

export const app = new App("disk");
const data = Volume.fromName("data", { createIfMissing: true });

/** What is done in a container, by the names of functions of `fs`. */
export type Step = readonly [name: string, ...args: unknown[]];

async function perform(steps: readonly Step[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const [name, ...args] of steps) {
    const target: object = name.startsWith("promises.") ? fsp : fs;
    try {
      const member = Reflect.get(target, name.replace("promises.", "")) as (...given: unknown[]) => unknown;
      results.push(await member(...args));
    } catch (error) {
      results.push((error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
  return results;
}

export const run = app.function({ singleUseContainers: true }, async function run(steps: Step[]) {
  return await perform(steps);
});

export const mounted = app.function(
  { singleUseContainers: true, volumes: { "/tmp/modal-emulator-box/data": data } },
  async function mounted(steps: Step[]) {
    return await perform(steps);
  },
);

export const streams = app.function({}, async function streams(folder: string) {
  const path = join(folder, "streamed.txt");
  const out = fs.createWriteStream(path);
  out.end("through a stream");
  await new Promise<void>((resolve) => void out.on("close", () => resolve()));
  const pieces = await Array.fromAsync(fs.createReadStream(path, "utf8"));
  const handle = await fsp.open(path, "a+");
  await handle.write(", and a handle");
  await handle.close();
  const code = join(folder, "made.mjs");
  await fsp.writeFile(code, "export const value = 6 * 7;");
  const { value } = (await import(code)) as { value: number };
  return [pieces.join(""), await fsp.readFile(path, "utf8"), value];
});

export const others = app.function({}, async function others(folder: string) {
  const file = join(folder, "box/mine.txt");
  const copied = execFileSync("cat", [file], { encoding: "utf8" });
  fs.writeFileSync(file, "changed");
  const refused = [
    () => execFileSync("cat", [file]),
    () => execFileSync("cat", ["mine.txt"], { cwd: join(folder, "box") }),
    () => execSync(`echo x; cat '${file}' > /dev/null`),
    () => execFileSync("sh", ["-c", `cat ${file}`]),
    () => v8.writeHeapSnapshot(),
  ].map((use) => {
    try {
      use();
      return "let through";
    } catch (error) {
      return (error as Error).message.replaceAll(folder, "");
    }
  });
  return [copied, ...refused];
});

/** What chance and the clock have to do with. */
export const varied = app.function({ singleUseContainers: true }, async function varied(folder: string) {
  const made = fs.mkdtempSync(join(folder, "made-"));
  fs.writeFileSync(join(made, "file"), "text");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  fs.chmodSync(join(folder, "box/mine.txt"), 0o600);
  const { mtimeMs, mode } = fs.statSync(join(made, "file"));
  return [made.replace(folder, ""), mtimeMs, mode, fs.statSync(join(folder, "box/mine.txt")).ctimeMs];
});
