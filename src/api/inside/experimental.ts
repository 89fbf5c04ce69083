/* What Modal keeps under `modal.experimental`. */

export { clustered, type ClusterOptions, getClusterInfo } from "../marks/clustered.js";
export { type ClusterInfo } from "../../contract/cluster-settings.js";
export { type ClusterSettings } from "../../contract/cluster-settings.js";
