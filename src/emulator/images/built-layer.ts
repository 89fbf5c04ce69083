import type { BuiltFile, ImageFile, ImageStep } from "../../contract/image-definition.js";
import { isWireError, type WireError } from "../../contract/wire.js";
import type { ImageRecord } from "../records/image-record.js";
import { pathBelow } from "./path-below.js";

/** What an image comes to. */
export type Built = ImageRecord | WireError;

export function isFailed(built: Built): built is WireError {
  return isWireError(built);
}

/** A layer that is to be there. */
export interface WantedLayer {
  readonly step: ImageStep;
  readonly below: ImageRecord | undefined;
  /** Whether it is built even if it is there. */
  readonly isForced: boolean;
  /** Whether others find it. */
  readonly isKept: boolean;
  /** Of the image up to here, see `imageKey`. */
  readonly imageKey: string;
  readonly builder: string;
  /** Where what it names is looked up. */
  readonly environment: string;
}

/**
 * The key of a layer: of what it says, of what builds it, and of what is below; where it names what is stored, also of
 * where that is.
 */
export function layerKey({ step, below, builder, environment }: WantedLayer): string {
  const key = `${builder}/${below?.id ?? ""}/${step.digest}`;
  const { secrets = [], volumes = [], networkFileSystems = [] } = step.run?.settings ?? {};
  const mounts = volumes.length + networkFileSystems.length;
  return secrets.some(({ kind }) => kind !== "values") || mounts > 0 ? `${key}/${environment}` : key;
}

/** Where containers of an image with that layer begin to work. */
export function workdirOf({ step, below }: WantedLayer): string | undefined {
  return step.workdir === undefined ? below?.workdir : pathBelow(below?.workdir, step.workdir);
}

/** What an image with that layer has. @param built what the build of the layer has left */
export function filesOf(layer: WantedLayer, built: readonly BuiltFile[]): readonly ImageFile[] {
  const { step, below } = layer;
  const copied = (step.files ?? []).map(({ remote, local }) => ({ remote: pathBelow(below?.workdir, remote), local }));
  const own = [...copied, ...built];
  return own.length === 0 ? (below?.files ?? []) : [...(below?.files ?? []), ...own];
}

/** Whether two lists say the same: a list that stays is told to no lane again. */
export function isSameList(one: readonly ImageFile[], other: readonly ImageFile[]): boolean {
  return one.length === other.length && one.every((file, index) => isSame(file, other[index]));
}

function isSame(one: ImageFile, other: ImageFile | undefined): boolean {
  if (one.remote !== other?.remote) return false;
  return "local" in one ? "local" in other && one.local === other.local : "built" in other && one.built === other.built;
}

/** What a build leaves without running anything: a working directory is made if it is not there. */
export function madeBy(layer: WantedLayer, now: number): readonly BuiltFile[] {
  const remote = layer.step.workdir === undefined ? undefined : workdirOf(layer);
  if (remote === undefined || remote === "/") return [];
  return [{ remote, built: { kind: "directory", mode: 0o755, mtimeMs: now }, isMerged: true }];
}
