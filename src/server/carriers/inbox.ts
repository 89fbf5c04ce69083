/** What has come and is taken one by one, by one reader. */
export class Inbox<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #isClosed = false;
  #changed: PromiseWithResolvers<void> | undefined;

  put(item: T): void {
    if (this.#isClosed) return;
    this.#items.push(item);
    this.#changed?.resolve();
  }

  /** Nothing more comes. */
  close(): void {
    this.#isClosed = true;
    this.#changed?.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const [item] = this.#items.splice(0, 1);
      if (item !== undefined) yield item;
      else if (this.#isClosed) return;
      else {
        this.#changed = Promise.withResolvers();
        await this.#changed.promise;
      }
    }
  }
}
