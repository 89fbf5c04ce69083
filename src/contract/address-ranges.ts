/** An IP address as a number of so many bits. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/**
 * Whether an IP address is in one of these ranges, such as `10.0.0.0/8` or `fd00::/8`. An address of IPv4 that is
 * written as one of IPv6 (`::ffff:10.0.0.1`) is that of IPv4.
 */
export function isInRanges(address: string, cidrs: readonly string[]): boolean {
  const found = parse(address);
  return (
    found !== undefined &&
    cidrs.some((cidr) => {
      const [network = "", length = ""] = cidr.split("/");
      const range = parse(network);
      if (!range || range.bits !== found.bits) return false;
      const rest = BigInt(range.bits - Number(length));
      return range.value >> rest === found.value >> rest;
    })
  );
}

function parse(text: string): Address | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  if (mapped !== undefined || !text.includes(":")) return parseFour(mapped ?? text);
  const [head = "", tail] = withoutDots(text).split("::");
  const [first, last] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  if (!first || !last) return undefined;
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0");
  const groups = [...first, ...zeros, ...last];
  if (groups.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: 128, value: groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n) };
}

/** The last 32 bits of an address of IPv6 may be written as those of IPv4 are. */
function withoutDots(text: string): string {
  return text.replace(/\d+\.\d+\.\d+\.\d+$/, (four) => {
    const value = parseFour(four)?.value ?? 0n;
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
}

function parseFour(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return { bits: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}
