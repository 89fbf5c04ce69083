/** Calls what works on whole folders, on those above a mount: from code that is shipped as its source. */
export async function code(parent: string): Promise<Record<string, unknown>> {
  const { default: fs } = await import("node:fs");
  const { pathToFileURL } = await import("node:url");
  const { promisify } = await import("node:util");
  const all = { recursive: true, force: true };
  const top = `${parent}/top`;
  const calls: [string, ...unknown[]][] = [
    ["rm", top, all],
    ["rm", `${parent}/./top/`, all],
    ["rm", Buffer.from(top), all],
    ["rm", pathToFileURL(top), all],
    ["rm", parent, all],
    ["rm", `${parent}-link/top`, all],
    ["rmdir", top],
    ["rename", top, `${parent}/elsewhere`],
    ["rename", `${parent}-link/top`, `${parent}/elsewhere`],
    ["cp", top, `${parent}/copy`, all],
    ["cp", process.execPath, top, all],
  ];
  const outcomes: Record<string, unknown> = {};
  const attempt = async (name: string, body: () => unknown): Promise<void> => {
    try {
      outcomes[name] = await body();
    } catch (error) {
      outcomes[name] = (error as { code?: string }).code ?? String(error);
    }
  };
  const named = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  const promised = fs.promises as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const [index, [name, ...args]] of calls.entries()) {
    await attempt(`${index} ${name}Sync`, () => named[`${name}Sync`]?.(...args));
    await attempt(`${index} promises.${name}`, () => promised[name]?.(...args));
    await attempt(`${index} ${name}`, () =>
      (promisify(named[name] as () => void) as (...args: unknown[]) => unknown)(...args),
    );
  }
  return outcomes;
}
