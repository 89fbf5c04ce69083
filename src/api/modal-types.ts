/* What `modal.types` of Python calls the types that have other names here. */

import type { AutoscalerSettings, CallGraphNode } from "../contract/backend.js";
import type { ObjectInfo } from "../contract/object-info.js";
import type { WorkspaceSetting } from "../contract/workspace-commands.js";
import type { CreateVolumeOptions } from "./storage/volume.js";
import type { FileEntry } from "./storage/volume-files.js";

/** What an input has come to, in the graph of calls. */
export type InputStatus = CallGraphNode["status"];
/** An input in the graph of calls. */
export type InputInfo = CallGraphNode;
/** Of an entry of a volume; there are neither pipes nor sockets. */
export type FileEntryType = FileEntry["type"];
export type DictInfo = ObjectInfo;
export type QueueInfo = ObjectInfo;
export type SecretInfo = ObjectInfo;
export type VolumeInfo = ObjectInfo;
/** What `server.updateAutoscaler` takes and gives; its target stays what it is. */
export type ServerAutoscalerSettings = AutoscalerSettings;
export type VolumeCreateOptions = CreateVolumeOptions;
/** What `workspace.settings.list()` gives. */
export type WorkspaceSettings = Readonly<Record<WorkspaceSetting, string>>;
