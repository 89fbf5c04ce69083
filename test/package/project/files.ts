import { readFileSync, writeFileSync } from "node:fs";
import { App, Queue, Volume } from "modal-emulator";

export const app = new App("files");
export const notes = Volume.fromName("notes", { createIfMissing: true });
const done = Queue.fromName<string>("done", { createIfMissing: true });

export const copy = app.function(
  { volumes: { "/notes": notes } },
  async function copy(from: string, to: string): Promise<string> {
    writeFileSync(`/notes/${to}`, readFileSync(`/notes/${from}`));
    await notes.commit();
    await done.put(to);
    return done.get({ timeoutMs: 1000 });
  },
);
