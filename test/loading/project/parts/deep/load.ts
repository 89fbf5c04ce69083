/** Imports a module whose name is computed, relative to this file. */
export async function load(name: string): Promise<unknown> {
  return import(name);
}
