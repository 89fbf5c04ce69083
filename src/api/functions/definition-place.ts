import type { CallSite } from "../../checks/call-site.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import { InvalidError } from "../../contract/errors.js";
import { currentSession } from "../session/session.js";

/**
 * The file that containers find a function or class in; none if it needs none.
 * @param what it is, as in ``Function `f` ``
 * @throws InvalidError for one that is defined inside a function, where no container finds it
 */
export function definitionPlace(
  what: string,
  { serialized, isolation }: ContainerSettings,
  module: string | undefined,
  site: CallSite | undefined,
): string | undefined {
  if (serialized || isolation === "inline") return undefined;
  const { importing } = currentSession() ?? {};
  const file = module ?? importing?.file;
  if (file !== undefined) return file;
  if (importing === undefined && site?.enclosing !== undefined && site.enclosing !== "<static_initializer>") {
    throw new InvalidError(
      `${what} is defined inside ${site.enclosing === "<anonymous>" ? "another function" : `\`${site.enclosing}\``}, so a container cannot find it: it must be defined in global scope, at the top level of a module. ` +
        `If it needs nothing of what stands around it, give it \`serialized: true\`; if it may run in the host with everything it closes over, \`isolation: "inline"\`.`,
    );
  }
  return site?.file;
}
