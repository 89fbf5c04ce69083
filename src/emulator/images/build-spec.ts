import type { Failing } from "../kernel/failing.js";
import type { ContainerCode, ContainerSpec } from "../kernel/protocol.js";
import { containerEnvironment } from "../pools/container-environment.js";
import type { SpecParts } from "../pools/container-spec.js";
import type { Container } from "../records/container.js";
import type { BuildParts } from "./build-run.js";

/**
 * Everything that a lane needs to make the container of a build. It never runs in the host's own realm: that would be
 * the host's disk. @param failing hears why it cannot be made
 */
export function buildSpec(
  { id, ordinal }: Container,
  { app, run, layer: { below, environment }, mounts: plans, seed }: BuildParts,
  failing: Failing,
  { storage, mounts, settings: { isolation, disk, diskLimitMb, children } }: Omit<SpecParts, "kernel">,
): ContainerSpec {
  const { name, file = "", source } = run;
  const code: ContainerCode = source === undefined ? { kind: "file", file } : { kind: "source", source };
  const image = { id: below?.id ?? "", env: below?.env ?? {} };
  return {
    containerId: id,
    functionId: app.id,
    app: undefined,
    tag: name,
    isGenerator: false,
    cls: undefined,
    options: undefined,
    environmentName: environment,
    environment: containerEnvironment({ app, image, settings: run.settings }, id, storage, failing),
    functions: [],
    code,
    isBuild: true,
    seed,
    isolation: isolation === "inline" ? "realm" : isolation,
    disk:
      disk === "private"
        ? { files: below?.files ?? [], workdir: below?.workdir, limitMb: diskLimitMb, children }
        : undefined,
    mounts: mounts.open(ordinal, id, plans, failing),
  };
}
