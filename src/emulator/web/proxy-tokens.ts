import { Random } from "../kernel/random.js";
import { Ids } from "../kernel/ids.js";

/** What the headers `Modal-Key` and `Modal-Secret` of a request have to say. */
export interface ProxyToken {
  readonly key: string;
  readonly secret: string;
}

/** The tokens of a world with which requests reach web functions that ask for one. */
export class ProxyTokens {
  readonly #ids: Ids;
  readonly #secrets = new Map<string, string>();

  constructor(seed: string) {
    this.#ids = new Ids(new Random(`${seed}/proxy-tokens`));
  }

  get keys(): string[] {
    return [...this.#secrets.keys()];
  }

  create(): ProxyToken {
    const token = { key: this.#ids.next("wk"), secret: this.#ids.next("ws") };
    this.#secrets.set(token.key, token.secret);
    return token;
  }

  delete(key: string): boolean {
    return this.#secrets.delete(key);
  }

  has(key: string, secret: string): boolean {
    return this.#secrets.get(key) === secret;
  }
}
