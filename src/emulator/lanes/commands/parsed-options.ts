/** What options a command has. */
export interface OptionSpec {
  /** Letters of those without a value. */
  readonly flags?: string;
  /** Letters of those with one. */
  readonly values?: string;
  /** Names of the long ones, and what each is counted as: with a value if that ends in `=`, or maybe with one if in `?`. */
  readonly long?: Readonly<Record<string, string>>;
  /** The first operand ends the options: what follows is another command. */
  readonly inOrder?: true;
  /** `-5` is no error but an option `number` of value `5`. */
  readonly numbers?: true;
}

/** A command was called wrongly. */
export class UsageError extends Error {
  /** Exit code. `undefined`: what the command has for it. */
  readonly code: number | undefined;

  constructor(message: string, code?: number) {
    super(message);
    this.code = code;
  }
}

/** How a command was called. */
export class CommandOptions {
  readonly operands: readonly string[];
  /** In the order in which they were given. */
  readonly given: readonly (readonly [name: string, value: string | undefined])[];

  /** @param args without the name of the command. @throws UsageError */
  constructor(args: readonly string[], spec: OptionSpec) {
    const given: [string, string | undefined][] = [];
    const operands: string[] = [];
    const rest = [...args];
    for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
      if (arg === "--") {
        operands.push(...rest);
        break;
      }
      if (arg.startsWith("--")) given.push(longOption(arg.slice(2), rest, spec));
      else if (spec.numbers && /^-\d/.test(arg)) given.push(["number", arg.slice(1)]);
      else if (arg.startsWith("-") && arg.length > 1) given.push(...shortOptions(arg.slice(1), rest, spec));
      else operands.push(arg);
      if (spec.inOrder && operands.length > 0) {
        operands.push(...rest);
        break;
      }
    }
    this.given = given;
    this.operands = operands;
  }

  has(...names: readonly string[]): boolean {
    return this.given.some(([name]) => names.includes(name));
  }

  /** The one that was given last. */
  value(name: string): string | undefined {
    return this.given.findLast(([other]) => other === name)?.[1];
  }

  values(name: string): string[] {
    return this.given.flatMap(([other, value]) => (other === name && value !== undefined ? [value] : []));
  }

  /** Which of them was given last. */
  last(...names: readonly string[]): string | undefined {
    return this.given.findLast(([name]) => names.includes(name))?.[0];
  }
}

function longOption(text: string, rest: string[], { long = {} }: OptionSpec): [string, string | undefined] {
  const [written = "", ...valueParts] = text.split("=");
  const names = Object.keys(long).filter((name) => name === written || name.startsWith(written));
  const name = names.includes(written) ? written : names[0];
  if (name === undefined) throw new UsageError(`unrecognized option '--${written}'`);
  if (name !== written && names.length > 1) throw new UsageError(`option '--${written}' is ambiguous`);
  const kind = long[name] ?? name;
  const value = text.includes("=") ? valueParts.join("=") : undefined;
  if (kind.endsWith("?")) return [kind.slice(0, -1), value];
  if (!kind.endsWith("=")) {
    if (value !== undefined) throw new UsageError(`option '--${name}' doesn't allow an argument`);
    return [kind, undefined];
  }
  const given = value ?? rest.shift();
  if (given === undefined) throw new UsageError(`option '--${name}' requires an argument`);
  return [kind.slice(0, -1), given];
}

function shortOptions(letters: string, rest: string[], spec: OptionSpec): [string, string | undefined][] {
  const given: [string, string | undefined][] = [];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters.charAt(at);
    if (spec.values?.includes(letter)) {
      const value = at + 1 < letters.length ? letters.slice(at + 1) : rest.shift();
      if (value === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
      given.push([letter, value]);
      break;
    }
    if (!spec.flags?.includes(letter)) throw new UsageError(`invalid option -- '${letter}'`);
    given.push([letter, undefined]);
  }
  return given;
}
