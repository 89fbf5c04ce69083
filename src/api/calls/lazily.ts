import { beginWait, currentSession, type Session } from "../session/session.js";

/** What begins when it is first iterated: one that never is, a test that wants to know hears of. */
export function lazily<T>(
  what: string,
  iterate: (from: Session | undefined) => AsyncIterator<T, void, undefined>,
): AsyncIterable<T, void, undefined> {
  const session = currentSession();
  const wait = beginWait(`${what} (never iterated)`);
  return {
    [Symbol.asyncIterator]: () => {
      wait?.[Symbol.dispose]();
      return iterate(session ?? currentSession());
    },
  };
}
