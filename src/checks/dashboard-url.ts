import { ExecutionError } from "../contract/errors.js";

/**
 * The address that Modal's dashboard would have for an object. Modal: docs/modal/handles-and-names.md#hydration.
 * @param what of what kind the object is @throws ExecutionError without an id
 */
export function dashboardUrl(what: string, id: string | undefined): string {
  if (id === undefined)
    throw new ExecutionError(
      `${what}.getDashboardUrl: it has not been hydrated. Use it before, or await its hydrate().`,
    );
  return `https://modal.com/id/${id}`;
}
