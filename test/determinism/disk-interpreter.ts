import fs from "node:fs";
import fsp from "node:fs/promises";
import { once } from "node:events";
import net from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { App, concurrent } from "modal-emulator";

/** What one input does with the disk of its container. */
export type DiskStep =
  | { readonly kind: "write" | "append" | "promised" | "streamed"; readonly name: string; readonly text: string }
  | { readonly kind: "remove" | "list" | "stat" | "temporary" | "read" | "store" | "answer"; readonly name: string }
  | { readonly kind: "move"; readonly name: string; readonly to: string }
  | { readonly kind: "sleep"; readonly ms: number };

export const app = new App("disk-programs");

/** @param folder of this machine's, which every container changes for itself */
async function perform(folder: string, steps: readonly DiskStep[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const step of steps) {
    try {
      const result = await performOne(folder, step);
      console.log(step.kind, JSON.stringify(result)?.replaceAll(folder, ""));
      results.push(result);
    } catch (error) {
      console.log(step.kind, (error as NodeJS.ErrnoException).code);
      results.push((error as NodeJS.ErrnoException).code);
    }
  }
  return results;
}

async function performOne(folder: string, step: DiskStep): Promise<unknown> {
  if (step.kind === "sleep") return new Promise((resolve) => setTimeout(resolve, step.ms, null));
  const path = join(folder, step.name);
  switch (step.kind) {
    case "write":
      return fs.writeFileSync(path, step.text);
    case "append":
      return fs.appendFileSync(path, step.text);
    case "promised":
      return fsp.writeFile(path, step.text);
    case "streamed": {
      const stream = fs.createWriteStream(path);
      return new Promise((resolve, reject) => {
        stream.on("error", reject).on("close", () => resolve(stream.bytesWritten));
        stream.end(step.text);
      });
    }
    case "remove":
      return fs.rmSync(path, { recursive: true });
    case "list":
      return fs.readdirSync(path, { recursive: true });
    case "stat": {
      const { mtimeMs, ctimeMs, size, mode } = fs.statSync(path);
      return fs.statSync(path).isDirectory() ? mode : [mtimeMs, ctimeMs, size, mode];
    }
    case "temporary":
      return fs.mkdtempSync(path).replace(folder, "");
    case "read":
      return fs.readFileSync(path, "utf8");
    case "store": {
      using database = new DatabaseSync(path);
      database.exec("CREATE TABLE IF NOT EXISTS numbers (n); INSERT INTO numbers SELECT count(*) FROM numbers");
      return database
        .prepare("SELECT n FROM numbers")
        .all()
        .map(({ n }) => n);
    }
    case "answer": {
      const server = net.createServer((socket) => socket.end("answered")).listen(path);
      await once(server, "listening");
      const answer = await net.connect(path).toArray();
      server.close();
      await once(server, "close");
      return Buffer.concat(answer).toString();
    }
    case "move":
      return fs.renameSync(path, join(folder, step.to));
  }
}

export const own = app.function({ singleUseContainers: true }, async function own(folder: string, steps: DiskStep[]) {
  return await perform(folder, steps);
});

/** Several inputs of one container, at once. */
export const shared = app.function(
  { maxContainers: 2 },
  concurrent({ maxInputs: 4 }, async function shared(folder: string, steps: DiskStep[]) {
    return await perform(folder, steps);
  }),
);
