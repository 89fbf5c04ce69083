import type { StoredProxyToken } from "../../contract/workspace-commands.js";
import { Random } from "../kernel/random.js";
import { Ids } from "../kernel/ids.js";

/** What the headers `Modal-Key` and `Modal-Secret` of a request have to say. */
export interface ProxyToken {
  readonly key: string;
  readonly secret: string;
}

interface TokenRecord {
  readonly secret: string;
  readonly createdAt: number;
  /** Where it is good; everywhere as long as it was allowed nowhere in particular. */
  environments: Set<string> | undefined;
}

/** The tokens of a world with which requests reach web functions that ask for one. */
export class ProxyTokens {
  readonly #ids: Ids;
  readonly #now: () => number;
  readonly #tokens = new Map<string, TokenRecord>();

  /** @param now epoch milliseconds */
  constructor(seed: string, now: () => number) {
    this.#ids = new Ids(new Random(`${seed}/proxy-tokens`));
    this.#now = now;
  }

  get keys(): string[] {
    return [...this.#tokens.keys()];
  }

  /** @param environment only those that were allowed there */
  list(environment?: string): StoredProxyToken[] {
    return Array.from(this.#tokens, ([tokenId, { createdAt, environments }]) => ({ tokenId, createdAt, environments }))
      .filter(({ environments }) => environment === undefined || environments?.has(environment))
      .map(({ tokenId, createdAt, environments }) => ({ tokenId, createdAt, scoped: environments !== undefined }));
  }

  create(): ProxyToken {
    const token = { key: this.#ids.next("wk"), secret: this.#ids.next("ws") };
    this.#tokens.set(token.key, { secret: token.secret, createdAt: this.#now(), environments: undefined });
    return token;
  }

  delete(key: string): boolean {
    return this.#tokens.delete(key);
  }

  /** From now on it is good where it was allowed, and nowhere else. */
  allow(key: string, environment: string): void {
    const token = this.#tokens.get(key);
    if (token) (token.environments ??= new Set()).add(environment);
  }

  revoke(key: string, environment: string): void {
    this.#tokens.get(key)?.environments?.delete(environment);
  }

  /** Whether it opens web functions of an environment. */
  opens(key: string, secret: string, environment: string): boolean {
    const token = this.#tokens.get(key);
    return token?.secret === secret && (token.environments?.has(environment) ?? true);
  }
}
