import { FunctionCall } from "./calls/function-call.js";
import { clsFacade, instanceFacade } from "./classes/cls-facade.js";
import { ClsHandle, type PassedClass } from "./classes/cls-handle.js";
import type { PassedMethod } from "./classes/cls-method.js";
import type { ClsInstanceHandle } from "./classes/cls-instance-handle.js";
import { FunctionHandle } from "./functions/function-handle.js";
import { PassedFunction, type PassedReference } from "./functions/passed-function.js";
import { FunctionVariant, type PassedVariant } from "./functions/function-variant.js";
import { Sandbox } from "./sandboxes/sandbox.js";
import { type PassedSidecar, SidecarContainer } from "./sandboxes/sidecars.js";
import type { SandboxSubject } from "../contract/sandbox-commands.js";
import type { Bindings } from "./session/session.js";
import { decodeValue } from "./session/values.js";
import { Dict } from "./storage/dict.js";
import { Environment } from "./app/environment.js";
import { NetworkFileSystem } from "./storage/network-file-system.js";
import { Proxy } from "./storage/proxy.js";
import { Queue } from "./storage/queue.js";
import { Secret } from "./storage/secret.js";
import { Volume } from "./storage/volume.js";
import type { ObjectKind } from "../contract/storage-commands.js";
import { DeserializationError } from "../contract/errors.js";
import type {
  VolumeDefinition,
  NetworkFileSystemDefinition,
  DictDefinition,
  ProxyDefinition,
  QueueDefinition,
  SecretDefinition,
  EnvironmentDefinition,
} from "../contract/stored-objects.js";

type ReviveKind = (data: never, origin: Bindings | undefined) => unknown;

/** Every kind of handle, by the name under which it crosses. */
const KINDS = {
  function: reviveFunction,
  variant: ({ base, options }: PassedVariant, origin) =>
    new FunctionHandle(new FunctionVariant(reviveFunction(base as PassedReference, origin), options)),
  class: (passed: PassedClass, origin) =>
    passed.arguments === undefined
      ? clsFacade(reviveClass(passed, origin))
      : instanceFacade(reviveObject(passed, origin)),
  method: ({ object, method }: PassedMethod, origin) => reviveObject(object, origin).method(method),
  call: ({ callId }: { readonly callId: string }, origin) => FunctionCall.ofWorld(callId, origin),
  Sandbox: ({ sandboxId }: SandboxSubject) => Sandbox.fromBinding({ sandboxId, result: null }, undefined),
  SidecarContainer: (passed: PassedSidecar) => SidecarContainer.fromWire(passed),
  Environment: (definition: EnvironmentDefinition) => Environment.fromDefinition(definition),
  Secret: (definition: SecretDefinition, origin) => Secret.fromDefinition(definition, origin),
  Proxy: (definition: ProxyDefinition, origin) => Proxy.fromDefinition(definition, origin),
  Volume: (definition: VolumeDefinition, origin) => Volume.fromDefinition(definition, origin),
  NetworkFileSystem: (definition: NetworkFileSystemDefinition, origin) =>
    NetworkFileSystem.fromDefinition(definition, origin),
  Dict: (definition: DictDefinition, origin) => Dict.fromDefinition(definition, origin),
  Queue: (definition: QueueDefinition, origin) => Queue.fromDefinition(definition, origin),
} satisfies Record<ObjectKind, ReviveKind> & Record<string, ReviveKind>;

/** Rebuilds handles that crossed: they come out live in the session of whoever uses them. */
export function revive(kind: string, data: unknown, origin: Bindings | undefined): unknown {
  const make: ReviveKind | undefined = Object.hasOwn(KINDS, kind) ? KINDS[kind as keyof typeof KINDS] : undefined;
  if (!make) throw new DeserializationError(`A handle of the unknown kind "${kind}" arrived.`);
  return make(data as never, origin);
}

/** The class is that of the module itself, if it has defined it. */
function reviveClass({ name, binding, options }: PassedClass, origin: Bindings | undefined): ClsHandle {
  const own = origin?.handle(binding.functionId);
  const base = own instanceof ClsHandle ? own : new ClsHandle({ name, binding, origin });
  return options ? base.with(options) : base;
}

function reviveObject(passed: PassedClass, origin: Bindings | undefined): ClsInstanceHandle {
  return reviveClass(passed, origin).make(
    passed.arguments === undefined ? [] : (decodeValue(passed.arguments) as unknown[]),
  );
}

function reviveFunction(reference: PassedReference, origin: Bindings | undefined): FunctionHandle {
  return new FunctionHandle(new PassedFunction(reference, origin), reference.isOfStub);
}
