import { existsSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { App } from "../../api/app/app.js";
import { Image } from "../../api/images/image.js";
import { imagePlan } from "../../api/images/image-plan.js";
import { parseSandboxOptions } from "../../api/sandboxes/parse-sandbox-options.js";
import { Sandbox } from "../../api/sandboxes/sandbox.js";
import { sessionInSight } from "../../api/session/session.js";
import { resolveDotenv } from "../../api/storage/resolve-dotenv.js";
import { Secret } from "../../api/storage/secret.js";
import { Volume } from "../../api/storage/volume.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import type { SandboxDefinition } from "../../contract/sandbox-definition.js";
import { UsageError } from "../endings/usage-error.js";
import { SHELL_USAGE, type ShellOptions } from "./shell-command-options.js";

/** How long a shell may take, in virtual milliseconds, as on Modal. */
const LIMIT_MS = 3_600_000;

/** The app that shells belong to. */
const APP = "modal-emulator-shell";

/**
 * A sandbox for a shell.
 * @param of settings of a function that it is to be like
 * @param given names of secrets that the command line gives values of
 */
export async function shellSandbox(
  options: ShellOptions,
  of: ContainerSettings | undefined,
  given: Iterable<string>,
): Promise<Sandbox> {
  const { appId = "", name } = await App.lookup(APP, { createIfMissing: true });
  const definition = definitionOf(options, of, given);
  const session = sessionInSight("modal-emulator shell");
  return Sandbox.fromBinding(
    await session.backend.send("sandbox.create", { app: { appId, name }, definition }),
    session,
  );
}

function definitionOf(
  options: ShellOptions,
  of: ContainerSettings | undefined,
  given: Iterable<string>,
): SandboxDefinition {
  const { secrets, volumes, cpu, memory, gpu, cloud, region } = options;
  const names = new Set([...secrets.filter((word) => !word.includes("=")), ...given]);
  const own = parseSandboxOptions([], {
    timeoutMs: LIMIT_MS,
    image: imageOf(options),
    secrets: Array.from(names, (each) => Secret.fromName(each)),
    volumes: Object.fromEntries(volumes.map((each) => [`/mnt/${each}`, Volume.fromName(each)])),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memoryMiB: memory }),
    ...(gpu !== undefined && { gpu }),
    ...(cloud !== undefined && { cloud }),
    ...(region !== undefined && { region: region.split(",") }),
  });
  if (!of) return own;
  const settings: ContainerSettings = {
    ...own.settings,
    image: of.image,
    secrets: [...of.secrets.map(resolveDotenv), ...own.settings.secrets],
    volumes: [...of.volumes, ...own.settings.volumes],
    networkFileSystems: of.networkFileSystems,
    gpus: gpu === undefined ? of.gpus : own.settings.gpus,
    ...(of.proxy && { proxy: of.proxy }),
  };
  return { ...own, settings, image: imagePlan(settings.image, true) };
}

function imageOf({ image, addPython, addLocal }: ShellOptions): Image {
  let made =
    image === undefined
      ? Image.debianSlim(addPython === undefined ? {} : { pythonVersion: addPython })
      : Image.fromRegistry(image, addPython === undefined ? {} : { addPython });
  for (const path of addLocal) {
    const local = resolve(path);
    if (!existsSync(local)) throw new UsageError(`--add-local: there is no ${path}.`, SHELL_USAGE);
    const remote = `/mnt/${basename(local)}`;
    made = statSync(local).isDirectory() ? made.addLocalDir(local, remote) : made.addLocalFile(local, remote);
  }
  return made;
}
