/** What modules of Node are written on; nothing if this process may not have it. */
export function nodeBinding(name: "fs" | "pipe_wrap" | "spawn_sync"): Record<string, unknown> {
  const { binding } = process as { readonly binding?: (name: string) => Record<string, unknown> };
  const warned = process.noDeprecation;
  try {
    process.noDeprecation = true; // one is printed with --pending-deprecation
    return binding?.(name) ?? {};
  } catch {
    return {};
  } finally {
    if (warned === undefined) Reflect.deleteProperty(process, "noDeprecation");
    else process.noDeprecation = warned;
  }
}
