import type { FileKind, ObjectReference } from "../../contract/storage-commands.js";
import type { FileChange } from "../../contract/stored-file.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { copyFiles, FileProblem, listFiles, putFiles, readFile, removeFile } from "./stored-file-operations.js";
import type { ObjectStore, Stored } from "./object-store.js";
import type { VolumeContent } from "./volumes.js";

/** Answers what can be done with stored files from outside of a mount: what it changes is committed at once. */
export function handleFileCommands(
  kernel: Kernel,
  stores: Readonly<Record<FileKind, ObjectStore<VolumeContent>>>,
): void {
  const on = (
    pending: Pending,
    { kind, object }: { kind: FileKind; object: ObjectReference },
    body: (found: Stored<VolumeContent>) => void,
  ): void => {
    const found = stores[kind].find(object, pending);
    if (found) body(found);
  };
  const change = (
    pending: Pending<"files.remove" | "files.put" | "files.copy">,
    { id, content: { tree } }: Stored<VolumeContent>,
    changes: readonly FileChange[] | FileProblem,
  ): void => {
    if (changes instanceof FileProblem) return pending.fail(changes.errorClass, changes.message);
    tree.apply(changes, kernel.now);
    kernel.events.add("files.changed", { object: id, container: null, files: changes.length, version: tree.version });
    pending.reply(null);
  };
  kernel.handle("files.list", (command, pending) => {
    on(pending, command, ({ content }) => {
      const entries = listFiles(content.tree, command.path, command.recursive);
      if (entries instanceof FileProblem) pending.fail(entries.errorClass, entries.message);
      else pending.reply(entries);
    });
  });
  kernel.handle("files.read", (command, pending) => {
    on(pending, command, ({ content }) => {
      const bytes = readFile(content.tree, command.path);
      if (bytes instanceof FileProblem) pending.fail(bytes.errorClass, bytes.message);
      else pending.reply({ content: bytes });
    });
  });
  kernel.handle("files.remove", (command, pending) =>
    on(pending, command, (found) =>
      change(pending, found, removeFile(found.content.tree, command.path, command.recursive)),
    ),
  );
  kernel.handle("files.put", (command, pending) =>
    on(pending, command, (found) =>
      change(pending, found, putFiles(found.content.tree, command.files, command.force, kernel.now)),
    ),
  );
  kernel.handle("files.copy", (command, pending) => {
    on(pending, command, (found) => {
      const { sources, target, recursive } = command;
      if (recursive && found.content.version === 1)
        pending.fail("InvalidError", "Volume.copyFiles with `recursive: true` needs a volume of version 2.");
      else change(pending, found, copyFiles(found.content.tree, sources, target, recursive));
    });
  });
  kernel.handle("volume.rename", ({ from, to, environment }, pending) => {
    const found = stores.Volume.find(
      { kind: "named", name: from, createIfMissing: false, ...(environment !== undefined && { environment }) },
      pending,
    );
    if (!found) return;
    if (stores.Volume.named(found.environment, to))
      return pending.fail("AlreadyExistsError", `Volume "${to}" exists already in environment "${found.environment}".`);
    stores.Volume.rename(found, to);
    pending.reply(null);
  });
}
