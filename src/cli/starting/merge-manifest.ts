/** The parts of a package.json that a project needs. */
interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What `npm init` writes for want of a test. */
const NO_TEST = /no test specified/;

/**
 * Adds what a project needs to a package.json that is there: what it says already stays.
 * @returns undefined if it cannot be read
 */
export function mergedManifest(existing: string, own: string): string | undefined {
  let theirs: Manifest;
  try {
    theirs = JSON.parse(existing) as Manifest;
  } catch {
    return undefined;
  }
  const ours = JSON.parse(own) as Manifest;
  const scripts = Object.entries(theirs.scripts ?? {}).filter(([, script]) => !NO_TEST.test(script));
  const merged = {
    ...ours,
    ...theirs,
    scripts: { ...ours.scripts, ...Object.fromEntries(scripts) },
    devDependencies: { ...ours.devDependencies, ...theirs.devDependencies },
  };
  return `${JSON.stringify(merged, undefined, 2)}\n`;
}
