import { bindApp } from "../../../api/app/running-app.js";
import type { ContainerRuntime } from "./container-runtime.js";

/** Hydrates the handles that a container's module has defined: it has been evaluated.
 * @throws what an import of its own image has failed with */
export function bindApps({ session, spec }: Pick<ContainerRuntime, "session" | "spec">): void {
  const { importing } = session;
  importing.active = false;
  for (const app of importing.apps) {
    const functions = spec.functions.filter(({ app: owner }) => owner === app.name);
    bindApp(session, app, { appId: "", environment: spec.environmentName, functions });
  }
  for (const { image, error } of importing.failed)
    if (session.bindings.imageId(image) === spec.environment["MODAL_IMAGE_ID"]) throw error;
}
