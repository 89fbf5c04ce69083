import { Volume } from "../../api/storage/volume.js";
import type { CommandContext } from "../state/command-context.js";
import { showObjects } from "./object-listing.js";

/** `volume create` */
export async function createVolume(
  { streams, environment }: CommandContext,
  { version }: { version?: "1" | "2" },
  name: string,
): Promise<void> {
  await Volume.objects.create(name, version === undefined ? {} : { version: Number(version) });
  streams.stdout.write(
    `Created Volume '${name}' in environment '${environment}'.\n\n` +
      `Use it in an app:\n\napp.function({ volumes: { "/my_vol": Volume.fromName("${name}") } }, async function f() {\n  await readdir("/my_vol");\n});\n`,
  );
}

/** `volume list` */
export async function listVolumes({ streams }: CommandContext, { json }: { json?: true }): Promise<void> {
  await showObjects(streams, await Volume.objects.list(), json === true);
}

/** `volume rename` */
export async function renameVolume(
  { streams, confirm }: CommandContext,
  { yes }: { yes?: true },
  from: string,
  to: string,
): Promise<void> {
  if (!yes)
    await confirm(`Are you sure you want to rename the volume '${from}'? This may break any Apps currently using it.`);
  await Volume.rename(from, to);
  streams.stdout.write(`Renamed volume '${from}' to '${to}'.\n`);
}

/** `volume delete` */
export async function deleteVolume(
  { streams, confirm }: CommandContext,
  { allowMissing, yes }: { allowMissing?: true; yes?: true },
  name: string,
): Promise<void> {
  if (!yes) await confirm(`Are you sure you want to irrevocably delete the volume '${name}'?`);
  await Volume.objects.delete(name, { allowMissing: allowMissing === true });
  streams.stdout.write(`Deleted volume '${name}'.\n`);
}
