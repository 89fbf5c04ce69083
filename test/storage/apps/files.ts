import fs from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Volume } from "modal-emulator";

export const app = new App("files");
export const data = Volume.fromName("data", { createIfMissing: true });

/** What a container does at a virtual time. */
export type Step =
  | { readonly at: number; readonly do: "write"; readonly path: string; readonly text: string }
  | { readonly at: number; readonly do: "remove"; readonly path: string }
  | { readonly at: number; readonly do: "commit" | "reload" | "look" };

/** Everything below a directory: texts of files, `null` for directories. */
export function look(directory: string): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  for (const entry of (fs.readdirSync(directory, { recursive: true }) as string[]).toSorted()) {
    const path = `${directory}/${entry}`;
    found[entry] = fs.statSync(path).isDirectory() ? null : fs.readFileSync(path, "utf8");
  }
  return found;
}

/** Takes steps at their times. @returns what it saw whenever it looked */
export const work = app.function(
  { volumes: { "/data": data }, maxContainers: 8 },
  async function work(steps: readonly Step[]): Promise<Record<string, string | null>[]> {
    const seen: Record<string, string | null>[] = [];
    const start = Date.parse("2026-01-01T00:00:00Z");
    for (const step of steps) {
      await sleep(start + step.at - Date.now());
      switch (step.do) {
        case "write":
          fs.mkdirSync(dirname(`/data/${step.path}`), { recursive: true });
          fs.writeFileSync(`/data/${step.path}`, step.text);
          break;
        case "remove":
          fs.rmSync(`/data/${step.path}`, { recursive: true, force: true });
          break;
        case "commit":
          await data.commit();
          break;
        case "reload":
          await data.reload();
          break;
        case "look":
          seen.push(look("/data"));
          break;
      }
    }
    return seen;
  },
);
