/** Text that something writes while a test waits for parts of it. */
export class HeardText {
  #rest = "";
  #heard: () => void = () => undefined;

  write(text: string): void {
    this.#rest += text;
    this.#heard();
  }

  /**
   * Waits for something that is written after the last thing that was waited for, and takes it from there.
   * @param isOver rejects when no more will come
   */
  async until(pattern: RegExp, isOver: Promise<never>): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#rest);
      if (found) {
        this.#rest = this.#rest.slice(found.index + found[0].length);
        return found;
      }
      await Promise.race([new Promise<void>((resolve) => (this.#heard = resolve)), isOver]);
    }
  }
}
