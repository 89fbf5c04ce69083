/**
 * A module of Node's own. Node warns of those that are experimental when they are loaded, whoever does it: not here.
 */
export function builtInModule(name: string): Record<string, unknown> | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule(name) as Record<string, unknown> | undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
