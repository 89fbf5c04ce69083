import fs from "node:fs";
import { App } from "modal-emulator";

export const app = new App("descriptors");

type Attempt = (fd: number) => unknown;

/** What could harm whoever has opened a descriptor. */
export const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  closeSync: (fd) => fs.closeSync(fd),
  close: (fd) => called((callback) => fs.close(fd, callback)),
  writeSync: (fd) => fs.writeSync(fd, "mine"),
  write: (fd) => called((callback) => fs.write(fd, "mine", callback)),
  writevSync: (fd) => fs.writevSync(fd, [Buffer.from("mine")]),
  ftruncateSync: (fd) => fs.ftruncateSync(fd),
  ftruncate: (fd) => called((callback) => fs.ftruncate(fd, callback)),
  fchmodSync: (fd) => fs.fchmodSync(fd, 0o777),
  futimesSync: (fd) => fs.futimesSync(fd, 1, 1),
  writeFileSync: (fd) => fs.writeFileSync(fd, "mine"),
  appendFileSync: (fd) => fs.appendFileSync(fd, "mine"),
  writeFile: (fd) => called((callback) => fs.writeFile(fd, "mine", callback)),
  createWriteStream: (fd) =>
    called((callback) =>
      fs
        .createWriteStream("", { fd })
        .on("error", callback)
        .on("finish", () => callback(null))
        .end("mine"),
    ),
};

function called(start: (callback: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

export const attempt = app.function(async function attempt(name: string, fd: number): Promise<string> {
  try {
    await ATTEMPTS[name]?.(fd);
    return "done";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
});
/** Everything below 100, but for what it has itself. */
export const closeAll = app.function(async function closeAll(): Promise<string[]> {
  return Array.from({ length: 100 }, (_item, fd) => {
    try {
      fs.closeSync(fd);
      return "closed";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "";
    }
  });
});
/** Uses a file in every way, by its number. */
export const ownFile = app.function(async function ownFile(path: string): Promise<string> {
  const fd = fs.openSync(path, "w+");
  fs.writeSync(fd, "one ");
  await called((callback) => fs.write(fd, "two ", callback));
  fs.fchmodSync(fd, 0o600);
  fs.closeSync(fd);
  const handle = await fs.promises.open(path, "a");
  fs.writeSync(handle.fd, "three ");
  await handle.appendFile("four ");
  await handle.close();
  const again = await new Promise<number>((resolve, reject) => {
    fs.open(path, "a", (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  await called((callback) => fs.appendFile(again, "five", callback));
  await called((callback) => fs.close(again, callback));
  await called((callback) =>
    fs
      .createWriteStream(path, { flags: "a" })
      .on("error", callback)
      .end(" six", () => callback(null)),
  );
  return fs.readFileSync(path, "utf8");
});
export const log = app.function(async function log(): Promise<number> {
  return fs.writeSync(2, "");
});
