/* What Modal keeps under `modal.experimental`. */

export { clustered, type ClusterOptions, getClusterInfo } from "../marks/clustered.js";
export { type ClusterInfo } from "../../contract/cluster.js";
export { type ClusterSettings } from "../../contract/cluster.js";
