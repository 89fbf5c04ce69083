import type { FunctionDefinition } from "../api/app-definition.js";
import type { AppRecord } from "./apps/app-record.js";
import type { Secrets } from "./apps/secrets.js";

/**
 * The environment variables of a container: later ones win, from the image's own over the secrets in order to `env`; what Modal itself sets
 * stands above all. Modal: section 10.1, choice 36 of section 20.
 */
export function containerEnvironment(definition: FunctionDefinition, app: AppRecord, containerId: string, secrets: Secrets): Record<string, string> {
  const { image, secrets: own } = definition.settings;
  return Object.assign(
    { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/root", LANG: "en_US.UTF-8", TZ: "UTC" },
    image?.env,
    ...own.map((secret) => secrets.values(secret, app.environment)),
    {
      MODAL_TASK_ID: containerId,
      MODAL_IMAGE_ID: "im-emulated00000000000000",
      MODAL_ENVIRONMENT: app.environment,
      MODAL_IS_REMOTE: "1",
      MODAL_REGION: "local",
      MODAL_CLOUD_PROVIDER: "CLOUD_PROVIDER_EMULATOR",
    },
  ) as Record<string, string>;
}
