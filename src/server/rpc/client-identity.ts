import type { IncomingCall } from "./incoming-call.js";
import { RpcError } from "./status.js";

/** What clients say of themselves, and the versions that this was tried with. */
const TRIED: Readonly<Record<string, readonly string[]>> = { "modal-js": ["0.11.1"] };

/** What clients have said so far. */
const noted = new Set<string>();

/** The clients that this was tried with, in words. */
export const TRIED_CLIENTS: string = Object.entries(TRIED)
  .map(([client, versions]) => `${client} ${versions.join(", ")}`)
  .join("; ");

/** Says once of each version of a client that it was not tried. */
export function noteVersion(call: IncomingCall): void {
  const version = call.header("x-modal-libmodal-version");
  if (version === undefined || noted.has(version)) return;
  noted.add(version);
  const [name = "", number = ""] = version.split("/");
  if (TRIED[name]?.includes(number)) return;
  process.emitWarning(
    `A client says that it is ${version}. This emulator was tried with ${TRIED_CLIENTS}: what others ask for may be missing.`,
  );
}

/** Whether somebody with such a token may ask. */
export type Admission = (tokenId: string | undefined, tokenSecret: string | undefined) => boolean;

/** @throws RpcError for a token that is not let in */
export function checkToken(call: IncomingCall, lets: Admission): void {
  const tokenId = call.header("x-modal-token-id");
  if (lets(tokenId, call.header("x-modal-token-secret"))) return;
  throw new RpcError(
    "UNAUTHENTICATED",
    tokenId === undefined
      ? "This world asks for a token: world.tokens says which."
      : `Token ${tokenId} is not let into this world, or its secret is another one: world.tokens says which are.`,
  );
}
