import type { AddedProgram } from "../../contract/program-commands.js";
import type { Failing } from "../kernel/failing.js";
import type { ContainerSpec } from "../kernel/protocol.js";
import { containerEnvironment } from "../pools/container-environment.js";
import type { SpecParts } from "../pools/container-spec.js";
import type { Container } from "../records/container.js";
import { outboundHeaders } from "./outbound-headers.js";
import type { SandboxRecord } from "./sandbox-record.js";

/** What the world says of sandboxes. */
export interface SandboxWorld extends SpecParts {
  /** Commands of the test's own. */
  readonly added: readonly AddedProgram[];
}

/** Everything that a lane needs to make the container of a sandbox. @param failing hears why it cannot be made */
export function sandboxSpec(
  { id, ordinal }: Container,
  sandbox: SandboxRecord,
  failing: Failing,
  { kernel, storage, mounts, settings: { isolation, diskLimitMb, children }, added }: SandboxWorld,
): ContainerSpec {
  const { app, definition, image } = sandbox;
  const { settings, runtime = "memory", workdir, includeOidcIdentityToken } = definition;
  const {
    MODAL_IS_REMOTE: _isRemote,
    MODAL_IDENTITY_TOKEN: _token,
    ...own
  } = containerEnvironment({ app, image: image.record, settings }, id, storage, failing);
  const outbound = outboundHeaders(definition.outboundPolicy ?? [], storage.secrets, app.environment, failing) ?? [];
  if (settings.proxy) storage.proxies.findIn(app.environment, settings.proxy, failing);
  return {
    containerId: id,
    functionId: sandbox.id,
    app: app.name,
    tag: sandbox.target.tag,
    isGenerator: false,
    cls: undefined,
    options: undefined,
    environmentName: app.environment,
    environment: {
      ...own,
      MODAL_SANDBOX_ID: sandbox.id,
      ...(includeOidcIdentityToken && { MODAL_IDENTITY_TOKEN: `emulated.${sandbox.id}.${app.id}` }),
    },
    functions: [],
    code: { kind: "sandbox", runtime, hostname: "modal", added, network: definition.network, outbound },
    seed: `${kernel.seed}/container/${ordinal}`,
    isolation: isolation === "inline" ? "realm" : isolation,
    disk: {
      files: image.files,
      workdir: workdir ?? image.record.workdir ?? "/",
      limitMb: diskLimitMb,
      children: children === "refuse" ? "auto" : children, // whoever asks for processes wants them to find the disk
      ...(runtime === "memory" && { isBare: true }),
    },
    blockNetwork: settings.blockNetwork,
    mounts: mounts.open(ordinal, id, sandbox.mounts, failing),
  };
}
