import { FunctionCall } from "./calls/function-call.js";
import { clsFacade, instanceFacade } from "./classes/cls-facade.js";
import { ClsHandle, type PassedClass } from "./classes/cls-handle.js";
import type { PassedMethod } from "./classes/cls-method.js";
import type { ClsInstanceHandle } from "./classes/cls-instance-handle.js";
import { FunctionHandle } from "./functions/function-handle.js";
import { PassedFunction, type PassedReference } from "./functions/passed-function.js";
import { FunctionVariant, type PassedVariant } from "./functions/function-variant.js";
import type { Bindings } from "./session/session.js";
import { decodeValue } from "./session/values.js";
import { Dict } from "./storage/dict.js";
import { Environment } from "./storage/environment.js";
import { NetworkFileSystem } from "./storage/network-file-system.js";
import { Queue } from "./storage/queue.js";
import { Secret } from "./storage/secret.js";
import { Volume } from "./storage/volume.js";
import { DeserializationError } from "../contract/errors.js";
import type {
  VolumeDefinition,
  NetworkFileSystemDefinition,
  DictDefinition,
  QueueDefinition,
  SecretDefinition,
  EnvironmentDefinition,
} from "../contract/stored-objects.js";

/** Rebuilds handles that crossed: they come out live in the session of whoever uses them. */
export function revive(kind: string, data: unknown, origin: Bindings | undefined): unknown {
  switch (kind) {
    case "function":
      return reviveFunction(data, origin);
    case "variant": {
      const { base, options } = data as PassedVariant;
      return new FunctionHandle(new FunctionVariant(reviveFunction(base, origin), options));
    }
    case "class": {
      const passed = data as PassedClass;
      return passed.arguments === undefined
        ? clsFacade(reviveClass(passed, origin))
        : instanceFacade(reviveObject(passed, origin));
    }
    case "method": {
      const { object, method } = data as PassedMethod;
      return reviveObject(object, origin).method(method);
    }
    case "call":
      return FunctionCall.ofWorld((data as { callId: string }).callId, origin);
    case "Secret":
      return Secret.fromDefinition(data as SecretDefinition, origin);
    case "Environment":
      return Environment.fromDefinition(data as EnvironmentDefinition);
    case "Volume":
      return Volume.fromDefinition(data as VolumeDefinition, origin);
    case "NetworkFileSystem":
      return NetworkFileSystem.fromDefinition(data as NetworkFileSystemDefinition, origin);
    case "Dict":
      return Dict.fromDefinition(data as DictDefinition, origin);
    case "Queue":
      return Queue.fromDefinition(data as QueueDefinition, origin);
    default:
      throw new DeserializationError(`A handle of the unknown kind "${kind}" arrived.`);
  }
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

function reviveFunction(data: unknown, origin: Bindings | undefined): FunctionHandle {
  const reference = data as PassedReference;
  return new FunctionHandle(new PassedFunction(reference, origin), reference.isOfStub);
}
