/**
 * What Modal keeps under `modal.experimental`.
 * @module
 */

export {
  type AppLifecycle,
  type DeployedAppOptions,
  getAppLifecycle,
  getAppObjects,
  listDeployedApps,
  stopApp,
} from "../app/deployed-apps.js";
export { clustered, type ClusterOptions, getClusterInfo } from "../marks/clustered.js";
export { type ClusterInfo } from "../../contract/cluster-settings.js";
export { type ClusterSettings } from "../../contract/cluster-settings.js";
export { imageDelete } from "../images/image-delete.js";
export { getLocalInputConcurrency, setLocalInputConcurrency, stopFetchingInputs } from "./own-pace.js";
