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
/** What is known of a dict without looking into it. */
export type DictInfo = ObjectInfo;
/** What is known of a queue without looking into it. */
export type QueueInfo = ObjectInfo;
/** What is known of a secret; its values are not. */
export type SecretInfo = ObjectInfo;
/** What is known of a volume without looking into it. */
export type VolumeInfo = ObjectInfo;
/** What `server.updateAutoscaler` takes and gives; its target stays what it is. */
export type ServerAutoscalerSettings = AutoscalerSettings;
/** What `Volume.objects.create` takes. */
export type VolumeCreateOptions = CreateVolumeOptions;
/** What `workspace.settings.list()` gives. */
export type WorkspaceSettings = Readonly<Record<WorkspaceSetting, string>>;
