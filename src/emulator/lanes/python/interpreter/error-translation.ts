import { webAssembly } from "../bridge/web-assembly.js";
import type { WasmMemory } from "./wasm-memory.js";

/** Of a type: the function that makes its instances, as a place in the table of functions. */
const TYPE_NEW = 156;
/** Of a tuple: how many it holds, and where those are. */
const TUPLE = { size: 8, items: 12 } as const;
/** Of an `OSError`. */
const ERROR = { args: 12, number: 36, text: 40 } as const;
/** Of a text of ASCII. */
const TEXT = { size: 8, bytes: 20 } as const;

/** A module that takes a function with three numbers, and gives it as one of its own. */
const PASSED_ON = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 8, 1, 0x60, 3, 0x7f, 0x7f, 0x7f, 1, 0x7f, 2, 7, 1, 1, 0x61, 1, 0x66, 0, 0, 7, 5,
  1, 1, 0x66, 0, 0,
); // prettier-ignore

/** More characters than any text of an error has. */
const LONGEST_TEXT = 100;

type Make = (type: number, args: number, named: number) => number;

/** Functions by their places. */
export interface FunctionTable {
  get(place: number): unknown;
  set(place: number, body: unknown): void;
}

/** An error as Linux tells it. */
interface Translated {
  readonly linux: number;
  /** Where its text of Linux is, if that is another one. */
  readonly text: number;
}

/** Has errors of the system numbers and texts of Linux, wherever they come from: C, or code of Python. */
export class ErrorTranslation {
  readonly #memory: WasmMemory;
  /** By the number and the text that C tells. */
  readonly #errors = new Map<string, Translated>();
  readonly #ofLinux = new Map<number, number>();
  readonly #text: number;
  readonly #zero: number;
  readonly #step: number;

  /**
   * @param words where `OSError`, `str` and the number 0 are, how far numbers are from each other, and then of each
   * error its number in WebAssembly and in Linux, where its text is, and what C says instead
   */
  constructor(memory: WasmMemory, table: FunctionTable, words: readonly string[]) {
    const [type = 0, text = 0, zero = 0, step = 1] = words.slice(0, 4).map(Number);
    this.#memory = memory;
    this.#text = text;
    this.#zero = zero;
    this.#step = step;
    for (let at = 4; at < words.length; at += 4) {
      const [number = 0, linux = 0, place = 0] = words.slice(at, at + 3).map(Number);
      this.#errors.set(keyOf(number, words[at + 3]), { linux, text: place });
      this.#ofLinux.set(linux, number);
    }
    const place = memory.int(type + TYPE_NEW);
    const make = table.get(place) as Make;
    const module = new webAssembly.Module(PASSED_ON);
    const own: Make = (...given) => this.#make(make, ...given);
    table.set(place, new webAssembly.Instance(module, { a: { f: own } }).exports["f"]);
  }

  /** Which class an error has goes by its number in WebAssembly. */
  #make(make: Make, type: number, args: number, named: number): number {
    const memory = this.#memory;
    const size = memory.int(args + TUPLE.size);
    const given = memory.int(args + TUPLE.items);
    const number = (given - this.#zero) / this.#step;
    if (size < 2 || size > 5 || !Number.isInteger(number) || number < 0 || number > 255) return make(type, args, named);
    const text = memory.int(args + TUPLE.items + 4);
    const translated = this.#errors.get(keyOf(number, this.#read(text)));
    const meant = translated ? given : this.#at(this.#ofLinux.get(number) ?? 0);
    memory.putInt(meant, args + TUPLE.items);
    const error = make(type, args, named);
    const linux = translated ? this.#at(translated.linux) : given;
    const places = [args + TUPLE.items];
    if (error !== 0) {
      places.push(error + ERROR.number);
      const own = memory.int(error + ERROR.args);
      if (own !== args && own !== 0 && memory.int(own + TUPLE.size) >= 2) places.push(own + TUPLE.items);
    }
    for (const place of places) {
      if (memory.int(place) === meant) memory.putInt(linux, place);
      if (translated && translated.text !== 0) this.#say(translated.text, text, place + 4);
    }
    return error;
  }

  #at(number: number): number {
    return this.#zero + number * this.#step;
  }

  /** Numbers are followed by texts, in tuples and in errors. The one that was there is never freed: it is short. */
  #say(text: number, before: number, place: number): void {
    const memory = this.#memory;
    if (memory.int(place) !== before) return;
    memory.putInt(memory.int(text) + 1, text); // one more refers to it
    memory.putInt(text, place);
  }

  /** @returns `undefined` for what is no short text */
  #read(text: number): string | undefined {
    const memory = this.#memory;
    if (memory.int(text + 4) !== this.#text || memory.int(text + TEXT.size) > LONGEST_TEXT) return undefined;
    return memory.text(text + TEXT.bytes);
  }
}

function keyOf(number: number, text: string | undefined): string {
  return `${number} ${text}`;
}
