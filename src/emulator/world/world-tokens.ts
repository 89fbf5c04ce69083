import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";

export interface ClientToken {
  readonly tokenId: string;
  readonly tokenSecret: string;
}

/** Stands for a token where none is asked for. */
export const ANY_TOKEN: ClientToken = { tokenId: "ak-world", tokenSecret: "as-world" };

/** Who may ask a world for something by one of Modal's own clients. As long as there is none, anybody may. */
export class WorldTokens {
  readonly #secrets = new Map<string, string>();
  readonly #checkOpen: (method: string) => void;

  /** @internal */
  constructor(checkOpen: (method: string) => void) {
    this.#checkOpen = checkOpen;
  }

  /**
   * Lets clients in that come with this token, and with it only those that come with one.
   * @throws InvalidError for an empty text, or anything else
   * @example world.tokens.set("ak-test", "as-test");
   */
  set(tokenId: string, tokenSecret: string): void {
    this.#checkOpen("tokens.set");
    for (const [name, value] of Object.entries({ tokenId, tokenSecret }))
      if (typeof value !== "string" || value === "")
        throw new InvalidError(`world.tokens.set: ${name} must be a text that is not empty, got ${describe(value)}.`);
    this.#secrets.set(tokenId, tokenSecret);
  }

  /** A token with which clients are let in. @internal */
  get any(): ClientToken {
    for (const [tokenId, tokenSecret] of this.#secrets) return { tokenId, tokenSecret };
    return ANY_TOKEN;
  }

  /** @internal */
  lets(tokenId: string | undefined, tokenSecret: string | undefined): boolean {
    return this.#secrets.size === 0 || (tokenId !== undefined && this.#secrets.get(tokenId) === tokenSecret);
  }
}
