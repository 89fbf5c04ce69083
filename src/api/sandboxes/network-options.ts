import { BlockList, isIP } from "node:net";
import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";

const DOMAIN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** A list of ranges of addresses such as `10.0.0.0/8`. @throws InvalidError */
export function parseCidrs(option: string, value: unknown): readonly string[] | undefined {
  return parseList(option, value, 'a CIDR such as "10.0.0.0/8"', isCidr);
}

/** A list of domains such as `example.com` or `*.example.com`; `*` is all. @throws InvalidError */
export function parseDomains(option: string, value: unknown): readonly string[] | undefined {
  const kind = 'a domain such as "example.com" or "*.example.com", or "*"';
  return parseList(option, value, kind, (text) => text === "*" || DOMAIN.test(text));
}

function parseList(
  option: string,
  value: unknown,
  kind: string,
  isMember: (text: string) => boolean,
): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new InvalidError(`Option "${option}" must be a list, got ${describe(value)}.`);
  for (const each of value as readonly unknown[])
    if (typeof each !== "string" || !isMember(each))
      throw new InvalidError(`Option "${option}": every element must be ${kind}, got ${describe(each)}.`);
  return [...(value as readonly string[])];
}

function isCidr(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || bits === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), family === 4 ? "ipv4" : "ipv6");
    return true;
  } catch {
    return false;
  }
}
