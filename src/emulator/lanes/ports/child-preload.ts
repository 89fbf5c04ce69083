/** Names a folder in which programs of Node say where they listen. */
export const PORTS_FOLDER = "MODAL_EMULATOR_PORTS";

/**
 * Lets a program of Node listen on a port of 127.0.0.1 that is free, and say which: a file for each that it asked for.
 */
const SOURCE = `import net from "node:net";
import { existsSync, renameSync, writeFileSync } from "node:fs";
const folder = process.env.${PORTS_FOLDER};
const listen = net.Server.prototype._listen2;
if (folder) net.Server.prototype._listen2 = function (address, port, type, backlog, fd, flags) {
  if (this._handle || typeof port !== "number" || port < 0 || typeof fd === "number")
    return listen.call(this, address, port, type, backlog, fd, flags);
  setInterval(() => existsSync(folder) || process.exit(), 250).unref(); // what it listens for is gone
  if (port > 0) this.prependOnceListener("listening", () => {
    const part = folder + "/" + port + "-" + process.pid;
    writeFileSync(part, String(this.address().port));
    renameSync(part, folder + "/" + port);
    Object.defineProperty(this, "address", { value: () => ({ address: "127.0.0.1", family: "IPv4", port }), configurable: true });
  });
  return listen.call(this, "127.0.0.1", 0, 4, backlog, fd, 0);
};`;

/** The environment of a program, with what has it tell where it listens. @param pairs as in `NAME=value` */
export function withPreload(pairs: readonly string[], folder: string): string[] {
  const options = "NODE_OPTIONS=";
  const given = pairs.find((pair) => pair.startsWith(options))?.slice(options.length) ?? "";
  const preload = `--import=data:text/javascript,${encodeURIComponent(SOURCE)}`;
  return [
    ...pairs.filter((pair) => !pair.startsWith(options)),
    `${options}${given ? `${given} ` : ""}${preload}`,
    `${PORTS_FOLDER}=${folder}`,
  ];
}
