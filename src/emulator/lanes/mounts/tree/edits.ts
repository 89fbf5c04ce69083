/** So many are kept: whoever has missed more takes the whole file. */
const MOST = 64;

/** A part of a file, in bytes. */
export type EditedPart = readonly [from: number, to: number];

/** Which parts of a file were written, one after the other, for whoever has a copy of it. */
export class Edits {
  #before = 0;
  #parts: EditedPart[] = [];

  /** How many there have been. */
  get count(): number {
    return this.#before + this.#parts.length;
  }

  note(from: number, to: number): void {
    this.#parts.push([from, to]);
    if (this.#parts.length <= MOST) return;
    this.#parts.shift();
    this.#before++;
  }

  /** The file is another one. */
  forget(): void {
    this.#before = this.count + 1;
    this.#parts = [];
  }

  /** Those after so many; `undefined` if they are not known any more. */
  since(count: number): readonly EditedPart[] | undefined {
    return count < this.#before ? undefined : this.#parts.slice(count - this.#before);
  }
}
