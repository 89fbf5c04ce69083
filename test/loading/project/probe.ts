import { readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { App } from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";

interface Feature {
  readonly app: App;
  readonly probe: { remote(): Promise<unknown> };
  readonly expected: unknown;
}

const folders = ["features", "legacy"];

/** Runs the function of each feature in a container of each kind. @returns by feature and kind: `yes`, or what went wrong */
export async function probeAll(kinds: Readonly<Record<string, EmulatorOptions>>): Promise<Record<string, Record<string, string>>> {
  const verdicts: Record<string, Record<string, string>> = {};
  for (const folder of folders) {
    const directory = new URL(`./${folder}/`, import.meta.url);
    for (const file of readdirSync(directory).filter((name) => /\.[cm]?tsx?$/.test(name))) {
      const verdict: Record<string, string> = (verdicts[file.replace(/\.[cm]?tsx?$/, "")] = {});
      for (const [kind, options] of Object.entries(kinds)) verdict[kind] = await probe(new URL(file, directory).href, options);
    }
  }
  return verdicts;
}

async function probe(file: string, options: EmulatorOptions): Promise<string> {
  try {
    const module = (await import(file)) as Feature & { default?: Feature };
    const { app, probe, expected } = module.default ?? module;
    await using world = await Emulator.start(options);
    const result = await world.run(app, () => probe.remote());
    return isDeepStrictEqual(result, expected) ? "yes" : `unexpected ${JSON.stringify(result)}`;
  } catch (error) {
    return String((error as { code?: string }).code ?? "") + " " + String(error);
  }
}
