import { ignoreClosed } from "../session/check-world.js";
import { decodeOutcome, decodeValue, encodeArguments } from "../session/values.js";
import { currentSession, type Session } from "../session/session.js";
import type { Callee } from "./callee.js";

/**
 * The items of a generator that runs in a container, in the order it yields them. Turning away cancels it.
 * Modal: docs/modal/generators.md.
 */
export async function* remoteGenerator(
  callee: Callee,
  args: readonly unknown[],
  from: Session | undefined,
): AsyncGenerator<unknown, void, undefined> {
  const wire = encodeArguments(args);
  const { session, functionId } = await callee.hydrated(from ?? currentSession());
  const { callId } = await session.backend.send("generator.start", { functionId, args: wire });
  let ended = false;
  try {
    while (!ended) {
      const { items, end } = await session.backend.send("generator.take", { callId });
      ended = end !== undefined;
      for (const item of items) yield decodeValue(item, session);
      if (end) decodeOutcome(end, session);
    }
  } finally {
    if (!ended) await session.backend.send("call.abandon", { callId, cancel: true }).catch(ignoreClosed);
  }
}
