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

let loading: Promise<() => Session> | undefined;

/** That of the container that the calling code runs in. */
async function ownBackend(): Promise<Backend> {
  const currentSession = await (loading ??= loadCurrentSession());
  return currentSession().backend;
}

/**
 * Only the modules of this package that the thread has loaded for itself know what runs there. They are imported past
 * the container, as another package would import them.
 */
async function loadCurrentSession(): Promise<() => Session> {
  const session = new URL("../../../dist/api/session/session.js", import.meta.url).href;
  const source = `export { currentSession } from ${JSON.stringify(session)}`;
  const loaded: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return (loaded as { currentSession: () => Session }).currentSession;
}
