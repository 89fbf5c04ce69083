import { ignoreClosed } from "../session/check-world.js";
import { decodeOutcome, decodeValue, encodeArguments } from "../session/values.js";
import { beginWait, currentSession, type Session } from "../session/session.js";
import type { Callee } from "./callee.js";

/**
 * The items of a generator that runs in a container, in the order it yields them. Turning away cancels it.
 * Modal: docs/modal/generators.md.
 */
export function remoteGenerator(
  callee: Callee,
  what: string,
  args: readonly unknown[],
): AsyncGenerator<unknown, void, undefined> {
  return iterate(callee, args, currentSession(), beginWait(`${what} (never iterated)`));
}

async function* iterate(
  callee: Callee,
  args: readonly unknown[],
  from: Session | undefined,
  wait: Disposable | undefined,
): AsyncGenerator<unknown, void, undefined> {
  wait?.[Symbol.dispose]();
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
