/** Parts that a value is looked through for; what has more is not worth the look. */
const MAX_PARTS = 200;

/**
 * Characters of one text; longer ones cost more than they are worth, and the JSON of the longest is too long for Node.
 */
const MAX_CHARACTERS = 8192;

/** JSON that comes out as it went in, for small values that have such; `undefined` for all others. */
export function textOf(value: unknown): string | undefined {
  return isPlain(value, []) ? JSON.stringify(value) : undefined;
}

/** @param seen what was met so far: twice the same object would come out as two */
function isPlain(value: unknown, seen: object[]): boolean {
  switch (typeof value) {
    case "string":
      return value.length <= MAX_CHARACTERS;
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      if (value === null) return true;
      if (seen.length >= MAX_PARTS || seen.includes(value)) return false;
      seen.push(value);
      return Array.isArray(value) ? isPlainArray(value, seen) : isPlainObject(value, seen);
    default:
      return false;
  }
}

function isPlainArray(value: readonly unknown[], seen: object[]): boolean {
  if (value.length > MAX_PARTS) return false;
  // a hole reads as undefined
  for (let index = 0; index < value.length; index++) if (!isPlain(value[index], seen)) return false;
  return Object.keys(value).length === value.length; // a match of a regular expression has more than its elements
}

function isPlainObject(value: object, seen: object[]): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const [key, part] of Object.entries(value))
    if (key === "__proto__" || key === "toJSON" || !isPlain(part, seen)) return false;
  return true;
}
