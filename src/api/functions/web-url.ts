import { InvalidError } from "../../contract/errors.js";
import type { FunctionSettings } from "../../contract/function-settings.js";
import { currentSession, type Session } from "../session/session.js";

/** Where a function is reached, as far as it is known in the world in sight. */
export function knownWebUrl(functionId: string | undefined): string | undefined {
  return functionId === undefined ? undefined : currentSession()?.bindings.webUrl(functionId);
}

/** Where a function is reached; `undefined` for one that answers no web requests. */
export async function askWebUrl({
  session,
  functionId,
}: {
  readonly session: Session;
  readonly functionId: string;
}): Promise<string | undefined> {
  return (await session.backend.send("function.webUrl", { functionId })) ?? undefined;
}

/** @throws InvalidError for a function that answers web requests: nobody calls it otherwise */
export function refuseWeb(
  { name, definition }: { readonly name: string; readonly definition: FunctionSettings | undefined },
  method: string,
): void {
  if (definition?.web)
    throw new InvalidError(
      `Function \`${name}\` is a webhook, it answers web requests, so it has no \`${method}\`: send it a request, as with \`world.fetch(await ${name}.getWebUrl())\`, or call \`local\`.`,
    );
}
