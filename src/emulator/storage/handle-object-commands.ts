import type { ObjectKind } from "../../contract/storage-commands.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ObjectStore } from "./object-store.js";
import { VolumeContent } from "./volumes.js";

/** A store, whatever it holds. */
export type AnyStore = Pick<
  ObjectStore<object>,
  "named" | "empty" | "save" | "load" | "create" | "ephemeral" | "list" | "delete" | "find" | "get" | "remove"
>;

/** Answers what can be asked of objects of every kind. */
export function handleObjectCommands(kernel: Kernel, stores: Readonly<Record<ObjectKind, AnyStore>>): void {
  kernel.handle("object.lookup", ({ kind, object }, pending) => {
    const found = stores[kind].find(object, pending);
    if (!found) return;
    const { id: objectId, content } = found;
    pending.reply(
      kind === "Volume" && content instanceof VolumeContent ? { objectId, version: content.version } : { objectId },
    );
  });
  kernel.handle("object.info", ({ kind, object }, pending) => {
    const found = stores[kind].find(object, pending);
    if (found) pending.reply({ name: found.name, createdAt: found.createdAt, createdBy: "emulator" });
  });
  kernel.handle("object.create", (command, pending) => stores[command.kind].create(command, pending));
  kernel.handle("object.ephemeral", (command, pending) => stores[command.kind].ephemeral(command, pending));
  kernel.handle("object.list", (command, pending) => stores[command.kind].list(command, pending));
  kernel.handle("object.delete", (command, pending) => stores[command.kind].delete(command, pending));
  kernel.handle("object.release", ({ kind, objectId }, pending) => {
    const found = stores[kind].get(objectId);
    if (found) stores[kind].remove(found);
    pending.reply(null);
  });
}
