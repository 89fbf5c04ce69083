import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { App } from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";

interface Feature {
  readonly app: App;
  readonly probe: { remote(): Promise<unknown> };
  readonly expected: unknown;
}

/** The kinds of container. */
const KINDS: Readonly<Record<string, EmulatorOptions>> = {
  realm: { threads: 1 },
  "threads: 0": { threads: 0 },
  'isolation: "thread"': { threads: 1, isolation: "thread" },
  "bundle: true": { threads: 1, bundle: true },
  'isolation: "inline"': { isolation: "inline" },
};

/** Runs the function of each feature in containers, and writes by feature and kind: `yes`, or what went wrong. */
export async function probeAll(place: string, kinds: readonly string[] = ["realm"], folders: readonly string[] = ["features", "legacy"]): Promise<void> {
  const verdicts: Record<string, Record<string, string>> = {};
  const files = folders.flatMap((folder) =>
    readdirSync(`${import.meta.dirname}/${folder}`)
      .filter((name) => /\.[cm]?tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  for (const kind of kinds) {
    await using world = await Emulator.start(KINDS[kind] ?? {});
    for (const file of files) (verdicts[file] ??= {})[kind] = await probe(pathToFileURL(`${import.meta.dirname}/${file}`).href, world);
  }
  mkdirSync(`${import.meta.dirname}/verdicts`, { recursive: true });
  writeFileSync(`${import.meta.dirname}/verdicts/${place}.json`, JSON.stringify(verdicts));
}

async function probe(file: string, world: Emulator): Promise<string> {
  try {
    const module = (await import(file)) as Feature & { default?: Feature };
    const { app, probe, expected } = module.default ?? module;
    const result = await world.run(app, () => probe.remote());
    return isDeepStrictEqual(result, expected) ? "yes" : `unexpected ${JSON.stringify(result)}`;
  } catch (error) {
    return `${(error as { code?: string }).code ?? ""} ${String(error)}`;
  }
}
