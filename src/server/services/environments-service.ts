import { checkEnvironmentName } from "../../checks/names.js";
import { InvalidError } from "../../contract/errors.js";
import { ENVIRONMENT_ROLES, type EnvironmentRole } from "../../contract/workspace-commands.js";
import { ObjectCreationType } from "../protocol/modal.js";
import type { Service } from "./service.js";

/** Environments, and what images are built with in them. */
export const environments: Service = (session) => {
  const { backend } = session;
  return {
    environmentGetOrCreate: async ({ deploymentName, objectCreationType }) => {
      const name = deploymentName || session.environment || "main";
      const createIfMissing = objectCreationType === ObjectCreationType.OBJECT_CREATION_TYPE_CREATE_IF_MISSING;
      checkEnvironmentName(name);
      const { objectId } = await backend.send("environment.lookup", { name, createIfMissing });
      const imageBuilderVersion = session.imageBuilder ?? "";
      return { environmentId: objectId, metadata: { name, settings: { imageBuilderVersion } } };
    },
    environmentCreate: async ({ name, isManaged, defaultMemberRoleStr }) => {
      checkEnvironmentName(name);
      const role = defaultMemberRoleStr || "contributor";
      if (!isRole(role))
        throw new InvalidError(`"${role}" is no role in an environment: those are ${ENVIRONMENT_ROLES.join(", ")}.`);
      await backend.send("environment.create", { name, access: { restricted: isManaged, defaultRole: role } });
      return {};
    },
    environmentList: async () => {
      const listed = await backend.send("environment.list", {});
      return { items: listed.map(({ objectId, name }) => ({ environmentId: objectId, name })) };
    },
    environmentDelete: async ({ name }) => {
      await backend.send("environment.delete", { name });
      return {};
    },
  };
};

function isRole(role: string): role is EnvironmentRole {
  return ENVIRONMENT_ROLES.some((known) => known === role);
}
