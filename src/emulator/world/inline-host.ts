import type { Bindings } from "../../api/session/session.js";
import { bodyOf } from "../lanes/container/body-of.js";
import type { InlineHost } from "../lanes/threads/lane-code.js";

/** What inline containers run: the very functions that the host has. */
export function inlineHost(bindings: Bindings): InlineHost {
  return {
    bindings,
    body: (spec, webApp) => {
      const found = bindings.handle(spec.functionId);
      return found && bodyOf(found, spec, webApp);
    },
  };
}
