import { STANDARD_PATH } from "../../contract/image-definition.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import type { AppRecord } from "../records/app-record.js";
import type { ImageRecord } from "../records/image-record.js";
import type { Failing } from "../kernel/failing.js";
import { secretValues } from "../storage/secrets.js";
import type { Storage } from "../storage/storage.js";

/** What a container's environment variables come of. */
export interface EnvironmentSource {
  readonly app: Pick<AppRecord, "id" | "environment">;
  readonly image: Pick<ImageRecord, "id" | "env">;
  readonly settings: Pick<ContainerSettings, "secrets" | "schedulerPlacement">;
}

/**
 * The environment variables of a container: later ones win, from the image's own over the secrets in order to `env`;
 * what Modal itself sets stands above all. Modal: docs/modal/secrets-proxies-workspaces.md#secrets,
 * docs/modal/secrets-proxies-workspaces.md#variables-in-containers.
 * @param failing hears of a secret that was deleted since the app was published
 */
export function containerEnvironment(
  { app, image, settings }: EnvironmentSource,
  containerId: string,
  storage: Storage,
  failing: Failing,
): Record<string, string> {
  const { secrets: own, schedulerPlacement } = settings;
  return Object.assign(
    { PATH: STANDARD_PATH, HOME: "/root", LANG: "en_US.UTF-8", TZ: "UTC" },
    image.env,
    ...own.map((secret) => secretValues(storage.secrets, secret, app.environment, failing)),
    {
      MODAL_TASK_ID: containerId,
      MODAL_IMAGE_ID: image.id,
      MODAL_ENVIRONMENT: app.environment,
      MODAL_IS_REMOTE: "1",
      MODAL_REGION: schedulerPlacement?.zone ?? "local",
      MODAL_CLOUD_PROVIDER: "CLOUD_PROVIDER_EMULATOR",
      MODAL_FUNCTION_RUNTIME: "emulator",
      MODAL_IDENTITY_TOKEN: `emulated.${containerId}.${app.id}`, // which nobody would take
    },
  ) as Record<string, string>;
}
