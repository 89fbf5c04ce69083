import { readdirSync } from "node:fs";
import { App, concurrent, Volume } from "modal-emulator";
import type { Backend, CommandName, Commands } from "../../../src/contract/backend.js";
import type { Session } from "../../../src/api/session/session.js";
import { packed, unpacked } from "../packed.js";

export const VOLUME = "mounted";

export const app = new App("relay");

/** Sends commands from inside a container, any number at once, all from the same one. */
export const relay = app.function(
  {
    maxContainers: 1,
    timeoutMs: 86_400_000,
    volumes: { "/mnt": Volume.fromName(VOLUME, { createIfMissing: true }) },
  },
  concurrent({ maxInputs: 1000 }, async function relay<
    C extends CommandName,
  >(name: C, command: Commands[C]["command"]) {
    const backend = await ownBackend();
    try {
      return { value: packed(await backend.send(name, unpacked(command) as Commands[C]["command"])) };
    } catch (error) {
      return { error };
    }
  }),
);

let currentSession: (() => Session) | undefined;

/**
 * That of the container that the calling code runs in. It is known to the modules of the package that its thread has
 * loaded, and a container has no others: they are imported as a package would, past the container's own.
 */
async function ownBackend(): Promise<Backend> {
  const chunks = new URL("../../../dist/chunks/", import.meta.url);
  const main = readdirSync(chunks).find((name) => /^main-.*\.js$/.test(name)) ?? "";
  const exports = (await import(
    `data:text/javascript,export * from ${JSON.stringify(new URL(main, chunks).href)}`
  )) as Record<string, unknown>;
  currentSession ??= Object.values(exports).find(
    (exported) => typeof exported === "function" && exported.name === "currentSession",
  ) as () => Session;
  return currentSession().backend;
}
