import { NotFoundError } from "../../contract/errors.js";
import type { ProxyToken, ProxyTokens } from "../web/proxy-tokens.js";

/**
 * The proxy tokens of a world, which people make on Modal's website: requests to web functions with
 * `requiresProxyAuth` carry one in the headers `Modal-Key` and `Modal-Secret`. Modal:
 * docs/modal/web-endpoints.md#the-edge.
 */
export class WorldProxyTokens {
  readonly #tokens: ProxyTokens;
  readonly #checkOpen: (method: string) => void;

  /** @internal */
  constructor(tokens: ProxyTokens, checkOpen: (method: string) => void) {
    this.#tokens = tokens;
    this.#checkOpen = checkOpen;
  }

  /** Keys of the tokens, in the order in which they were made. */
  list(): string[] {
    this.#checkOpen("proxyTokens.list");
    return this.#tokens.keys;
  }

  /** Makes a token, from the seed. */
  create(): ProxyToken {
    this.#checkOpen("proxyTokens.create");
    return this.#tokens.create();
  }

  /** @throws NotFoundError if no token has that key */
  delete(key: string): void {
    this.#checkOpen("proxyTokens.delete");
    if (!this.#tokens.delete(key)) throw new NotFoundError(`world.proxyTokens.delete: there is no token ${key}.`);
  }
}
