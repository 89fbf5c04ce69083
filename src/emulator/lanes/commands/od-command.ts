import { concat } from "../processes/bytes.js";
import type { Program } from "../processes/process.js";
import { parseAmount } from "./amount.js";
import { eachInput, native } from "./native-command.js";
import { type OdFormat, odFormats, SHORT_TYPES } from "./od-formats.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";

const ADDRESSES: Readonly<Record<string, (at: number) => string>> = {
  d: (at) => String(at).padStart(7, "0"),
  o: (at) => at.toString(8).padStart(7, "0"),
  x: (at) => at.toString(16).padStart(6, "0"),
  n: () => "",
};

/** Bytes in lines. */
class Dump {
  readonly #formats: readonly OdFormat[];
  readonly #address: (at: number) => string;
  readonly #isWhole: boolean;
  /** Characters that each format has for as many bytes as the largest field. */
  readonly #blockWidth: number;
  readonly #blockSize: number;
  readonly width: number;
  #last: Uint8Array | undefined;
  #isRepeated = false;

  constructor(options: CommandOptions) {
    const address = ADDRESSES[options.value("A") ?? "o"];
    if (!address)
      throw new UsageError(
        `invalid output address radix '${options.value("A") ?? ""}'; it must be one character from [doxn]`,
      );
    const formats = options.given.flatMap(([name, value]) =>
      name === "t" || SHORT_TYPES.includes(name) ? odFormats(name, value) : [],
    );
    this.#formats = formats.length > 0 ? formats : odFormats("o", undefined);
    this.#address = address;
    this.#isWhole = options.has("v");
    this.#blockSize = Math.max(...this.#formats.map(({ size }) => size));
    this.#blockWidth = Math.max(...this.#formats.map(({ size, width }) => (this.#blockSize / size) * (width + 1)));
    this.width = options.has("w") ? parseAmount(options.value("w") ?? "32", "bytes") : 16;
    if (this.width === 0 || this.width % this.#blockSize !== 0) this.width = this.#blockSize;
  }

  /** @param bytes as many as are in a line, or the last ones */
  line(bytes: Uint8Array, at: number): string {
    const isSame = bytes.length === this.width && this.#last !== undefined && Buffer.compare(bytes, this.#last) === 0;
    this.#last = bytes;
    if (isSame && !this.#isWhole) {
      const text = this.#isRepeated ? "" : "*\n";
      this.#isRepeated = true;
      return text;
    }
    this.#isRepeated = false;
    const address = this.#address(at);
    return this.#formats
      .map((format, index) => `${index === 0 ? address : " ".repeat(address.length)}${this.#fields(bytes, format)}\n`)
      .join("");
  }

  end(at: number): string {
    const address = this.#address(at);
    return address === "" ? "" : `${address}\n`;
  }

  #fields(bytes: Uint8Array, format: OdFormat): string {
    const { size, width } = format;
    const whole = new Uint8Array(this.width);
    whole.set(bytes);
    const view = new DataView(whole.buffer);
    const perLine = this.width / size;
    const padding = (this.width / this.#blockSize) * this.#blockWidth - perLine * (width + 1);
    let [text, left] = ["", padding];
    for (let index = 0; index < perLine; index++) {
      const rest = Math.floor((padding * (perLine - 1 - index)) / perLine);
      const room = left - rest + width + 1;
      if (index * size < bytes.length) text += format.show(view, index * size).padStart(room);
      else if (format.isShown) text += " ".repeat(room);
      left = rest;
    }
    return format.isShown ? `${text}  >${printable(bytes)}<` : text;
  }
}

function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
}

export const od: Program = native(
  {
    flags: `v${SHORT_TYPES}`,
    values: "AtNjw",
    long: {
      "address-radix": "A=",
      format: "t=",
      "read-bytes": "N=",
      "skip-bytes": "j=",
      "output-duplicates": "v",
      width: "w?",
    },
  },
  async (process, options) => {
    const dump = new Dump(options);
    const skipped = parseAmount(options.value("j") ?? "0", "bytes");
    const end = options.has("N") ? skipped + parseAmount(options.value("N") ?? "", "bytes") : Infinity;
    const chunks: Uint8Array[] = [];
    let length = 0;
    const code = await eachInput(process, options.operands, async (fd) => {
      for (let chunk; length < end && (chunk = await process.read(fd)).length > 0; length += chunk.length)
        chunks.push(chunk);
    });
    const bytes = concat(chunks).subarray(skipped, Math.min(length, end));
    let text = "";
    for (let at = 0; at < bytes.length; at += dump.width) {
      text += dump.line(bytes.subarray(at, at + dump.width), skipped + at);
      if (text.length < 65_536) continue;
      await process.write(1, text);
      text = "";
    }
    if (code === 0 || length > 0) await process.write(1, text + dump.end(skipped + bytes.length));
    return code;
  },
);
