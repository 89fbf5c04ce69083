/* What Modal keeps under `modal.experimental`. */

export {
  clustered,
  type ClusterInfo,
  type ClusterOptions,
  type ClusterSettings,
  getClusterInfo,
} from "../marks/clustered.js";
