import { ExecutionError } from "../../contract/errors.js";

/**
 * The id of an object under the name that it has in Modal's JavaScript SDK, where every handle is hydrated.
 * @param label what messages call the object
 * @throws ExecutionError while the id is not known
 */
export function knownId(label: string, id: string | undefined): string {
  if (id === undefined)
    throw new ExecutionError(
      `${label} has not been hydrated in the world in sight, so its id is not known: await its hydrate() first.`,
    );
  return id;
}
