import { checkObjectName } from "../../checks/names.js";
import type { Session } from "../../api/session/session.js";
import { InvalidError } from "../../contract/errors.js";
import type { SecretGetOrCreateRequest, VolumeGetOrCreateRequest } from "../protocol/modal.js";
import { RpcError } from "../rpc/status.js";
import { deleteById, type FoundObject, getOrCreate, heartbeat } from "./get-or-create.js";
import { orUndefined, type Service } from "./service.js";

/** Volumes, secrets and proxies: clients look them up, make them and mount them. */
export const storage: Service = (session) => ({
  volumeGetOrCreate: async (request) => {
    const { objectId: volumeId, version = 1 } = await findVolume(session, checked("Volume", request));
    return { volumeId, version, metadata: { name: request.deploymentName, version } };
  },
  volumeHeartbeat: ({ volumeId }) => heartbeat(session, "Volume", volumeId),
  volumeDelete: ({ volumeId }) => deleteById(session, "Volume", volumeId),
  secretGetOrCreate: async (request) => {
    const { envDict, requiredKeys } = request;
    const values = Object.keys(envDict).length > 0 ? { values: envDict } : {};
    const { objectId: secretId } = await getOrCreate(session, "Secret", checked("Secret", request), values);
    if (requiredKeys.length > 0) await checkKeys(session, request);
    return { secretId, metadata: { name: request.deploymentName } };
  },
  secretDelete: ({ secretId }) => deleteById(session, "Secret", secretId),
  proxyGet: async ({ name, environmentName }) => {
    const { objectId: proxyId } = await getOrCreate(session, "Proxy", {
      deploymentName: name,
      environmentName,
      objectCreationType: 0,
    });
    return { proxy: { name, environmentName, proxyId } };
  },
});

/** One that is there of another version than is asked for is found, too: clients look at the version themselves. */
async function findVolume(session: Session, request: VolumeGetOrCreateRequest): Promise<FoundObject> {
  const version = orUndefined(request.version);
  try {
    return await getOrCreate(session, "Volume", request, { version });
  } catch (error) {
    const isOther = error instanceof InvalidError && (version === 1 || version === 2);
    if (!isOther) throw error;
    return getOrCreate(session, "Volume", request);
  }
}

/** @throws InvalidError for a name that no object can have */
function checked<T extends { readonly deploymentName: string }>(kind: "Volume" | "Secret", request: T): T {
  if (request.deploymentName !== "") checkObjectName(kind, request.deploymentName);
  return request;
}

/** @throws RpcError as clients expect it, if a secret lacks keys that are asked for */
async function checkKeys({ backend }: Session, request: SecretGetOrCreateRequest): Promise<void> {
  const { deploymentName: name, environmentName, requiredKeys } = request;
  const environment = orUndefined(environmentName);
  const reference = { kind: "named", name, createIfMissing: false, requiredKeys } as const;
  const object = environment === undefined ? reference : { ...reference, environment };
  try {
    await backend.send("object.lookup", { kind: "Secret", object });
  } catch (error) {
    throw new RpcError("FAILED_PRECONDITION", `Secret is missing key(s): ${(error as globalThis.Error).message}`);
  }
}
