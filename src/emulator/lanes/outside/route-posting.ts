import { BroadcastChannel, MessagePort } from "node:worker_threads";
import { replaceMember } from "./replace-member.js";

type Callable = (...args: unknown[]) => unknown;

/** Calls `before` ahead of each message that this thread sends to others. @returns how to stop it */
export function routePosting(before: () => void): () => void {
  const undo = [MessagePort, BroadcastChannel].map(({ prototype }) =>
    replaceMember(prototype, "postMessage", (real) => {
      const posting = function (this: unknown, ...args: unknown[]): unknown {
        before();
        return Reflect.apply(real as Callable, this, args);
      };
      for (const key of ["name", "length"] as const)
        Object.defineProperty(posting, key, { value: (real as Callable)[key] });
      return posting;
    }),
  );
  return () => {
    for (const each of undo) each();
  };
}
