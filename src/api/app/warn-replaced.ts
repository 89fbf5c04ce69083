import { isLocal } from "../session/context.js";
import { ClsHandle } from "../classes/cls-handle.js";
import type { FunctionHandle } from "../functions/function-handle.js";

type Handle = FunctionHandle | ClsHandle;

/** Warns if something else than `handle` has its name in an app. */
export function warnReplaced(app: string | undefined, tag: string, existing: Handle | undefined, handle: Handle): void {
  if (!existing || existing === handle || !isLocal()) return;
  const [kind, hint] =
    handle instanceof ClsHandle
      ? ["class", "Give it another name."]
      : ["function", "Give one of them the option `name`."];
  process.emitWarning(
    `App \`${app ?? "(unnamed)"}\` has a second ${kind} named \`${tag}\`: it replaces the first. ${hint}`,
  );
}
