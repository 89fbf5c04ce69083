/** Makes what is to stand for a global, which may call what stands behind it. */
export type MakeGlobal = (behind: () => unknown) => unknown;

/** Something that stands, or stood, for a global. */
interface Entry {
  value: unknown;
  /** Ours, which somebody else may put back after it is gone. */
  readonly isOurs: boolean;
  /** Whether whoever reads the global is to find this one, whatever stands in front of it. */
  readonly isWanted?: (() => boolean) | undefined;
  isGone: boolean;
}

/**
 * A global that others replace as well, such as fake timers, and put back by writing what they have found. Whoever came
 * last holds it; they may go in any order. To hear of them, it is read and written by functions as long as something of
 * ours is in it.
 */
export class ContestedGlobal {
  readonly #target: object;
  readonly #name: string;
  readonly #original: PropertyDescriptor | undefined;
  readonly #ended: () => void;
  readonly #get = (): unknown => {
    const front = this.#entries.findLast(({ isGone }) => !isGone);
    if (!front || front.isOurs) return front?.value; // which looks for itself
    return (this.#entries.findLast(({ isGone, isWanted }) => !isGone && isWanted?.() === true) ?? front).value;
  };
  #entries: Entry[];

  /**
   * @param real what somebody may put back who was there before
   * @param ended hears when it is as it was
   */
  constructor(target: object, name: string, real: unknown, ended: () => void) {
    this.#target = target;
    this.#name = name;
    this.#ended = ended;
    this.#original = Object.getOwnPropertyDescriptor(target, name);
    this.#entries = [...new Set([real, Reflect.get(target, name) as unknown])].map((value) => ({
      value,
      isOurs: false,
      isGone: false,
    }));
    Object.defineProperty(target, name, {
      get: this.#get,
      set: (value: unknown) => {
        this.#write(value);
      },
      configurable: true,
      enumerable: this.#original?.enumerable ?? false,
    });
  }

  /** Whether nobody has defined it anew, which nobody here hears of. */
  get isHeard(): boolean {
    return Object.getOwnPropertyDescriptor(this.#target, this.#name)?.get === this.#get;
  }

  /**
   * Puts something of ours in front. @param make is given what finds out what is behind it. @returns how to take it
   * away, wherever it is then
   * @param isWanted whether whoever reads the global is to find it also behind others
   */
  add(make: MakeGlobal, isWanted?: () => boolean): () => void {
    const entry: Entry = { value: undefined, isOurs: true, isWanted, isGone: false };
    entry.value = make(() => {
      const at = this.#entries.indexOf(entry);
      return this.#entries.slice(0, at < 0 ? undefined : at).findLast(({ isGone }) => !isGone)?.value;
    });
    this.#entries.push(entry);
    return () => {
      entry.isGone = true;
      this.#tidy();
    };
  }

  /** Somebody else puts something in front; or puts back what was there before, and so takes their own away. */
  #write(value: unknown): void {
    const at = this.#entries.findLastIndex((entry) => entry.value === value);
    const own = this.#entries.slice(at + 1).find(({ isOurs }) => !isOurs);
    if (at < 0) this.#entries.push({ value, isOurs: false, isGone: false });
    else if (own) this.#entries = this.#entries.filter((entry) => entry !== own);
    this.#tidy();
  }

  #tidy(): void {
    while (this.#entries.at(-1)?.isGone) this.#entries.pop();
    if (this.#entries.some(({ isOurs }) => isOurs)) return;
    const value = this.#get();
    if (this.isHeard) {
      if (this.#original) Object.defineProperty(this.#target, this.#name, this.#original);
      else Reflect.deleteProperty(this.#target, this.#name);
      if (Reflect.get(this.#target, this.#name) !== value) Reflect.set(this.#target, this.#name, value);
    }
    this.#ended();
  }
}
