import { UnimplementedError } from "../contract/errors.js";

/** Refuses a feature of Modal that the emulator records but does not act on. */
export function refuse(what: string, instead = ""): never {
  throw new UnimplementedError(`${what} is not emulated yet.${instead && ` ${instead}`}`);
}
