import fs from "node:fs";
import { App } from "modal-emulator";

export const app = new App("meanwhile");

function attempt(look: () => unknown): unknown {
  try {
    return look();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** What one container finds each time, by several spellings of the same paths. */
export const look = app.function({}, async function look(folder: string) {
  if (!fs.existsSync(`${folder}/own`)) {
    fs.symlinkSync("box", `${folder}/own`);
    fs.writeFileSync(`${folder}/box/changed`, "of the container");
  }
  const found = (name: string): unknown[] =>
    [`${folder}/box/${name}`, `${folder}/box/../box/${name}`, `${folder}/own/${name}`].map((path) =>
      attempt(() => (fs.statSync(path).isDirectory() ? fs.readdirSync(path) : fs.readFileSync(path, "utf8"))),
    );
  const files = ["grown", "gone", "replaced", "folder", "fresh", "changed"].map((name) => [name, ...found(name)]);
  return [...files, fs.readdirSync(`${folder}/own`).toSorted()];
});

/** A file that is open as it is replaced. */
export const hold = app.function({}, async function hold(path: string, turn: number) {
  const kept = globalThis as { fd?: number };
  kept.fd ??= fs.openSync(path, "r+");
  fs.existsSync(`${path}/../grown`);
  if (turn === 0) return "open";
  fs.writeSync(kept.fd, `${turn}`, 0);
  return fs.readFileSync(path, "utf8");
});
