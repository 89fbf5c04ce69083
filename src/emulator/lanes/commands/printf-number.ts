/** How many places numbers are written with at most. */
const MAX_PLACES = 100;

/** How wide and how exactly a conversion writes. */
export interface NumberFormat {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

/**
 * One number of `printf`; it is not yet padded with spaces.
 * @returns no text, if there is no such conversion
 */
export function formatNumber(
  letter: string,
  arg: string,
  format: NumberFormat,
): { readonly text: string | undefined; readonly problem: string | undefined } {
  if ("diouxX".includes(letter)) {
    const { value, problem } = integerOf(arg);
    return { text: integerText(letter, value, format), problem };
  }
  if ("eEfFgGaA".includes(letter)) {
    const { value, problem } = floatOf(arg);
    return { text: floatText(letter, value, format), problem };
  }
  return { text: undefined, problem: `%${letter}: invalid conversion specification` };
}

/** The character after a quote stands for its number. */
function charOf(arg: string): number | undefined {
  return /^['"]./u.test(arg) ? arg.codePointAt(1) : undefined;
}

function integerOf(arg: string): { readonly value: bigint; readonly problem: string | undefined } {
  const char = charOf(arg);
  if (char !== undefined) return { value: BigInt(char), problem: undefined };
  const [whole = "", sign = "", digits = ""] = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|\d*)/.exec(arg) ?? [];
  const octal = /^0([0-7]+)$/.exec(digits);
  const value = digits === "" ? 0n : octal ? BigInt(`0o${octal[1]}`) : BigInt(digits);
  const problem =
    digits === ""
      ? `‘${arg}’: expected a numeric value`
      : whole.length < arg.length
        ? `‘${arg}’: value not completely converted`
        : undefined;
  return { value: sign === "-" ? -value : value, problem: arg === "" ? undefined : problem };
}

function floatOf(arg: string): { readonly value: number; readonly problem: string | undefined } {
  const char = charOf(arg);
  if (char !== undefined) return { value: char, problem: undefined };
  const [, sign, word] = /^\s*([-+]?)(inf|infinity|nan)$/i.exec(arg) ?? [];
  if (word !== undefined) {
    const value = word.toLowerCase() === "nan" ? NaN : Infinity;
    return { value: sign === "-" ? -value : value, problem: undefined };
  }
  const [whole = ""] = /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(arg) ?? [];
  const problem =
    arg === "" || whole.length === arg.length
      ? undefined
      : whole === ""
        ? `‘${arg}’: expected a numeric value`
        : `‘${arg}’: value not completely converted`;
  return { value: Number(whole), problem };
}

function integerText(letter: string, value: bigint, { flags, width, precision }: NumberFormat): string {
  const isSigned = letter === "d" || letter === "i";
  const number = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  const base = letter === "o" ? 8 : letter === "x" || letter === "X" ? 16 : 10;
  let digits = number.toString(base);
  if (precision !== undefined) digits = precision === 0 && number === 0n ? "" : digits.padStart(precision, "0");
  let sign = isSigned ? signOf(value < 0n, flags) : "";
  if (flags.includes("#") && base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
  if (flags.includes("#") && base === 16 && number !== 0n) sign = "0x";
  const zeros = flags.includes("0") && !flags.includes("-") && precision === undefined;
  const text = sign + (zeros ? digits.padStart(width - sign.length, "0") : digits);
  return letter === "X" ? text.toUpperCase() : text;
}

function signOf(isNegative: boolean, flags: string): string {
  return isNegative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function floatText(letter: string, value: number, { flags, width, precision }: NumberFormat): string {
  const isNegative = value < 0 || Object.is(value, -0);
  const sign = signOf(isNegative, flags);
  const magnitude = Math.abs(value);
  const digits = Number.isFinite(magnitude)
    ? floatDigits(letter.toLowerCase(), magnitude, precision ?? (letter.toLowerCase() === "a" ? undefined : 6), flags)
    : Number.isNaN(magnitude)
      ? "nan"
      : "inf";
  const zeros = flags.includes("0") && !flags.includes("-") && Number.isFinite(value);
  const text = sign + (zeros ? digits.padStart(width - sign.length, "0") : digits);
  return letter === letter.toUpperCase() ? text.toUpperCase() : text;
}

function floatDigits(letter: string, value: number, precision: number | undefined, flags: string): string {
  switch (letter) {
    case "f":
      return fixed(value, precision ?? 6) + (precision === 0 && flags.includes("#") ? "." : "");
    case "e":
      return exponential(value, precision ?? 6);
    case "g": {
      const significant = precision === 0 ? 1 : (precision ?? 6);
      const exponent = value === 0 ? 0 : Number(value.toExponential(significant - 1).split("e")[1]);
      const isFixed = exponent >= -4 && exponent < significant;
      const text = isFixed ? fixed(value, significant - 1 - exponent) : exponential(value, significant - 1);
      return flags.includes("#") || !text.includes(".") ? text : text.replace(/\.?0+(?=e|$)/, "");
    }
    default:
      return hexadecimal(value);
  }
}

/** `toFixed` gives up past 1e21 and 100 digits. */
function fixed(value: number, precision: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${"0".repeat(precision)}` : "");
  const places = Math.min(precision, MAX_PLACES);
  let text = value.toFixed(places);
  const exact = value.toFixed(MAX_PLACES);
  const end = exact.length - MAX_PLACES + places;
  const isTie = /^50*$/.test(exact.slice(end));
  if (isTie && /[13579]$/.test(text)) text = exact.slice(0, end).replace(/\.$/, ""); // to even
  return text + "0".repeat(Math.max(0, precision - MAX_PLACES));
}

function exponential(value: number, precision: number): string {
  const [mantissa = "", exponent = ""] = value.toExponential(Math.min(precision, MAX_PLACES)).split("e");
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, "0")}`;
}

function hexadecimal(value: number): string {
  if (value === 0) return "0x0p+0";
  const exponent = Math.floor(Math.log2(value));
  const mantissa = (value / 2 ** exponent).toString(16);
  return `0x${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
}
