/** Shared memory cannot be an argument or a result: it crosses as bytes, told from others by a key of its own. */
const SHARED = "shared memory";

/** A copy without shared memory. */
export function packed(value: unknown): unknown {
  return value instanceof SharedArrayBuffer ? { [SHARED]: new Uint8Array(value).slice() } : copied(value, packed);
}

/** A copy with shared memory where `packed` found it. */
export function unpacked(value: unknown): unknown {
  const bytes = typeof value === "object" && value !== null && SHARED in value ? value[SHARED] : undefined;
  if (!(bytes instanceof Uint8Array)) return copied(value, unpacked);
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}

/** Lists and plain objects with their parts replaced; all else as it is. */
function copied(value: unknown, replaced: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part)]));
}
