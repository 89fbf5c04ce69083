import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import protobuf from "protobufjs";

/** One method of Modal's protocol, with how its messages are written. */
export interface RpcMethod {
  /** Its service and name, such as `/modal.client.ModalClient/AppList`. */
  readonly path: string;
  /** Such as `appList`. */
  readonly name: string;
  readonly isOfRouter: boolean;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  /** @throws Error for bytes that are no such message */
  decode(bytes: Uint8Array): unknown;
  encode(message: unknown): Uint8Array;
}

const PACKAGE = "modal.client";
/** What the services of `proto/modal.proto` are called on the wire. */
const SERVICES = {
  ModalClient: "modal.client.ModalClient",
  TaskCommandRouter: "modal.task_command_router.TaskCommandRouter",
} as const;
/** Fields that are not set have their defaults, those that are optional are missing, and so are those of a oneof. */
const PLAIN = { longs: Number, defaults: true, arrays: true, objects: true };

/** The protocol's definition: what `proto/modal.proto` says. */
function load(): protobuf.Root {
  const root = new protobuf.Root();
  const { resolve } = createRequire(import.meta.url);
  const file = resolve("modal-emulator/package.json").replace(/package\.json$/, "proto/modal.proto");
  protobuf.parse(readFileSync(file, "utf8"), root);
  root.resolveAll();
  return root;
}

let root: protobuf.Root | undefined;
let methods: ReadonlyMap<string, RpcMethod> | undefined;

/** Every method that is known, by its path. */
export function knownMethods(): ReadonlyMap<string, RpcMethod> {
  return (methods ??= new Map(Object.keys(SERVICES).flatMap((name) => methodsOf(name as keyof typeof SERVICES))));
}

function methodsOf(service: keyof typeof SERVICES): [string, RpcMethod][] {
  root ??= load();
  return root.lookupService(`${PACKAGE}.${service}`).methodsArray.map((method) => {
    method.resolve();
    const { resolvedRequestType: request, resolvedResponseType: response } = method;
    if (!request || !response) throw new TypeError(`Method ${method.name} has no types.`);
    const path = `/${SERVICES[service]}/${method.name}`;
    return [
      path,
      {
        path,
        name: `${method.name.charAt(0).toLowerCase()}${method.name.slice(1)}`,
        isOfRouter: service === "TaskCommandRouter",
        requestStream: method.requestStream ?? false,
        responseStream: method.responseStream ?? false,
        decode: (bytes) => request.toObject(request.decode(bytes), PLAIN),
        encode: (message) => response.encode(message as Record<string, unknown>).finish(),
      },
    ];
  });
}

/** A message that stands inside another one as bytes. @throws Error for bytes that are no such message */
export function decodeMessage(type: string, bytes: Uint8Array): unknown {
  root ??= load();
  const found = root.lookupType(`${PACKAGE}.${type}`);
  return found.toObject(found.decode(bytes), PLAIN);
}

/** The bytes of a message that stands inside another one. */
export function encodeMessage(type: string, message: Readonly<Record<string, unknown>>): Uint8Array {
  root ??= load();
  return root.lookupType(`${PACKAGE}.${type}`).encode(message).finish();
}
