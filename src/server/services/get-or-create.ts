import type { Session } from "../../api/session/session.js";
import { ClientClosed, NotFoundError } from "../../contract/errors.js";
import type { ObjectKind } from "../../contract/storage-commands.js";
import { ObjectCreationType } from "../protocol/modal.js";
import { RpcError } from "../rpc/status.js";
import { orUndefined } from "./service.js";

export interface WantedObject {
  readonly deploymentName: string;
  readonly environmentName: string;
  readonly objectCreationType: ObjectCreationType;
}

interface Extra {
  readonly version?: number | undefined;
  readonly requiredKeys?: readonly string[];
  /** What it is made with. */
  readonly values?: Readonly<Record<string, string>>;
}

/** What was found or made. */
export interface FoundObject {
  readonly objectId: string;
  /** Of the file system of a volume. */
  readonly version?: 1 | 2;
}

/** Finds or makes a stored object. */
export async function getOrCreate(
  { backend }: Session,
  kind: ObjectKind,
  { deploymentName: name, environmentName, objectCreationType: how }: WantedObject,
  { version, requiredKeys, values }: Extra = {},
): Promise<FoundObject> {
  const environment = orUndefined(environmentName);
  if (how === ObjectCreationType.OBJECT_CREATION_TYPE_EPHEMERAL) {
    const { objectId } = await backend.send("object.ephemeral", { kind, environment });
    if (values) await backend.send("secret.update", { object: { kind: "id", id: objectId }, values });
    return { objectId };
  }
  const isMade = how !== ObjectCreationType.OBJECT_CREATION_TYPE_UNSPECIFIED;
  if (isMade && (values || how !== ObjectCreationType.OBJECT_CREATION_TYPE_CREATE_IF_MISSING)) {
    const allowExisting = how !== ObjectCreationType.OBJECT_CREATION_TYPE_CREATE_FAIL_IF_EXISTS;
    await backend.send("object.create", { kind, name, environment, allowExisting, version, ...(values && { values }) });
  }
  try {
    const object = {
      kind: "named",
      name,
      createIfMissing: isMade && kind !== "Secret",
      ...(environment !== undefined && { environment }),
      ...(version !== undefined && { version }),
      ...(requiredKeys && { requiredKeys }),
    } as const;
    return await backend.send("object.lookup", { kind, object });
  } catch (error) {
    // clients show this text as it is
    if (error instanceof NotFoundError)
      throw new RpcError("NOT_FOUND", `${kind} '${name}' not found: ${error.message}`);
    throw error;
  }
}

/** Deletes a stored object by its id. @throws NotFoundError if it is not there */
export async function deleteById({ backend }: Session, kind: ObjectKind, id: string): Promise<object> {
  await backend.send("object.info", { kind, object: { kind: "id", id } });
  await backend.send("object.release", { kind, objectId: id });
  return {};
}

/**
 * A sign of life of the client of an ephemeral object. That the world closes meanwhile is no failure: it would be one that
 * nobody catches. @throws NotFoundError if it is not there
 */
export async function heartbeat({ backend }: Session, kind: ObjectKind, id: string): Promise<object> {
  await backend.send("object.info", { kind, object: { kind: "id", id } }).catch((error: unknown) => {
    if (!(error instanceof ClientClosed)) throw error;
  });
  return {};
}
