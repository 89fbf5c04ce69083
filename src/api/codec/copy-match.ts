/** What a regular expression says about its match beside the list of its groups. */
const PARTS = ["index", "input", "groups", "indices"] as const;

/** Copies these parts, which structured clone keeps on a list. */
export function copyMatch(
  from: readonly unknown[],
  to: unknown[],
  copy: (part: unknown, key: string) => unknown,
): void {
  for (const key of PARTS) if (Object.hasOwn(from, key)) Reflect.set(to, key, copy(Reflect.get(from, key), key));
}
