import { copyOfWire } from "../../contract/wire.js";
import { dependenciesOf } from "../../contract/dependencies.js";
import type { DiskDefinition } from "../../contract/image-definition.js";
import type { FunctionDefinition } from "../../contract/app-definition.js";
import type { Mounts } from "../storage/mounts.js";
import type { Storage } from "../storage/storage.js";
import { containerEnvironment } from "./container-environment.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ContainerCode, ContainerSpec } from "../kernel/protocol.js";
import type { Container } from "../records/container.js";
import type { FunctionRecord } from "../records/function-record.js";
import type { Failing } from "../kernel/failing.js";

export interface SpecParts {
  readonly kernel: Kernel;
  readonly storage: Storage;
  readonly mounts: Mounts;
  /** The world's. */
  readonly settings: Pick<ContainerSpec, "isolation"> & {
    readonly disk: "private" | "host";
    readonly diskLimitMb: number;
    readonly children: DiskDefinition["children"];
  };
}

/**
 * Whether a function runs as the host's own function object, beside what else the host does. @param isolation the
 * world's default
 */
export function isInline(
  { file, source, settings }: FunctionDefinition,
  isolation: ContainerSpec["isolation"],
): boolean {
  return (settings.isolation ?? isolation) === "inline" || (file === undefined && source === undefined);
}

/** Everything that a lane needs to make a container of a function. @param failing hears why it cannot be made */
export function containerSpec(
  container: Container,
  target: FunctionRecord,
  failing: Failing,
  { kernel, storage, mounts, settings: { isolation, disk, diskLimitMb, children } }: SpecParts,
): ContainerSpec {
  const { definition, app } = target;
  const { file, source, settings } = definition;
  if (settings.proxy) storage.proxies.findIn(app.environment, settings.proxy, failing);
  const code: ContainerCode = isInline(definition, isolation)
    ? { kind: "inline" }
    : source !== undefined
      ? { kind: "source", source }
      : { kind: "file", file: file ?? "" };
  return {
    containerId: container.id,
    functionId: target.base.id,
    app: definition.app,
    tag: settings.name,
    isGenerator: definition.isGenerator,
    web: settings.web,
    cls: definition.cls && {
      methods: definition.cls.methods,
      arguments: copyOfWire(target.variantOf?.variant.arguments),
    },
    cluster: container.cluster?.infoOf(container),
    dependencies: dependenciesOf(target.base.definition.settings),
    options: target.variantOf?.variant.options,
    environmentName: app.environment,
    environment: containerEnvironment({ app, image: target.image.record, settings }, container.id, storage, failing),
    functions: app.bindings,
    code,
    seed: `${kernel.seed}/container/${container.ordinal}`,
    isolation: code.kind === "inline" ? "inline" : (settings.isolation ?? isolation),
    disk:
      disk === "private" && code.kind !== "inline"
        ? { files: target.image.files, workdir: target.image.record.workdir, limitMb: diskLimitMb, children }
        : undefined,
    blockNetwork: settings.blockNetwork,
    mounts: mounts.open(container.ordinal, container.id, target.mounts, failing),
  };
}
