import { isLocal } from "../session/context.js";
import { InvalidError } from "../../contract/errors.js";
import { currentSession } from "../session/session.js";

/**
 * Lets the person at the terminal look around while the container waits: a prompt of Node's in the process that runs
 * the world, where what is asked of Modal, such as a Dict, is that world's. Virtual time stands still until the prompt
 * is left. Modal: docs/modal/context-ids-and-logs.md#context.
 * @throws InvalidError outside of a container, and if the process has no terminal
 */
export async function interact(): Promise<void> {
  const session = isLocal() ? undefined : currentSession();
  if (!session) throw new InvalidError("interact can only be called inside a container: call it in a function.");
  await session.backend.send("interact", {});
}
