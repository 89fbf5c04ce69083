import type { ImageFile } from "../../contract/image-definition.js";
import type { Images } from "../images/images.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { limitWait } from "../kernel/limit-wait.js";
import type { SandboxAnswer, SandboxTask } from "../kernel/sandbox-protocol.js";
import { whyOver } from "./sandbox-ends.js";
import type { SandboxRecord } from "./sandbox-record.js";
import type { Sandboxes } from "./sandboxes.js";
import { Snapshots } from "./snapshots.js";

/** Commands about the disks of sandboxes: files, watching, snapshots and what is mounted. */
export function handleDisks(kernel: Kernel, sandboxes: Sandboxes, images: Images): void {
  const snapshots = new Snapshots(kernel, images);

  /** Asks the sandbox; what it answers is in time. */
  const ask = (
    sandbox: SandboxRecord,
    task: Asked,
    pending: Pending,
    answered: (answer: SandboxAnswer) => void,
    timeoutMs?: number,
  ): void => {
    const { id, result } = sandbox;
    if (result) return pending.fail("NotFoundError", `The disk of sandbox ${id} is gone. ${whyOver(id, result)}`);
    pending.waitsFor = () => `the disk of sandbox ${id}`;
    sandbox.touch();
    limitWait(kernel, pending, timeoutMs, () =>
      pending.fail("TimeoutError", `Sandbox ${id} did not answer within ${timeoutMs} milliseconds.`),
    );
    sandbox.tasks.ask(task, {
      answered: (answer) => void (pending.isOpen && answered(answer)),
      failed: (error) => pending.failWith(error),
    });
  };

  sandboxes.handle("sandbox.files", (sandbox, { operation }, pending) =>
    ask(sandbox, { do: "files", operation }, pending, (answer) => pending.reply(answer)),
  );
  sandboxes.handle("sandbox.snapshot", (sandbox, { path, timeoutMs, ttlMs }, pending) =>
    ask(
      sandbox,
      { do: "disk", task: { kind: "capture", path } },
      pending,
      ({ built = [] }) => pending.reply({ imageId: snapshots.add(sandbox, built, path, ttlMs) }),
      timeoutMs,
    ),
  );
  sandboxes.handle("sandbox.mountImage", (sandbox, { path, imageId }, pending) => {
    const image = imageId === null ? undefined : images.store.get(imageId);
    if (imageId !== null && !image) return pending.fail("NotFoundError", `There is no Image ${imageId} in this world.`);
    const files: readonly ImageFile[] = image?.files ?? [];
    ask(sandbox, { do: "disk", task: { kind: "mount", path, files } }, pending, () => pending.reply(null));
  });
  sandboxes.handle("sandbox.unmountImage", (sandbox, { path }, pending) =>
    ask(sandbox, { do: "disk", task: { kind: "unmount", path } }, pending, () => pending.reply(null)),
  );
  sandboxes.handle("sandbox.reloadVolumes", (sandbox, { timeoutMs }, pending) =>
    ask(sandbox, { do: "disk", task: { kind: "reload" } }, pending, () => pending.reply(null), timeoutMs),
  );
  sandboxes.handle("sandbox.ready", (sandbox, { timeoutMs }, pending) => {
    const { readiness, result, id } = sandbox;
    if (result) return pending.fail("ConflictError", whyOver(id, result));
    if (!readiness)
      return pending.fail(
        "InvalidError",
        `Sandbox ${id} has no readiness probe: give it one, as in \`Sandbox.create(…, { readinessProbe: Probe.withTcp(8000) })\`.`,
      );
    pending.waitsFor = () => `sandbox ${id} to be ready`;
    readiness.wait(timeoutMs, pending);
    sandbox.hold(pending);
  });
  sandboxes.handle("sandbox.watch", (sandbox, { path, recursive, timeoutMs }, pending) => {
    const { watches, result, id, tasks } = sandbox;
    if (result) return pending.fail("NotFoundError", `The disk of sandbox ${id} is gone. ${whyOver(id, result)}`);
    const watch = tasks.ask(
      { do: "watch", path, recursive },
      {
        answered: () => {
          watches.open(watch);
          if (timeoutMs !== undefined)
            kernel.timers.set({
              at: kernel.now + timeoutMs,
              kind: "limit",
              label: () => `the time limit of a watch of ${path} in sandbox ${id}`,
              fire: () => endWatch(sandbox, watch),
            });
          pending.reply({ watch });
        },
        failed: (error) => pending.failWith(error),
      },
    );
  });
  sandboxes.handle("sandbox.watched", (sandbox, { watch }, pending) => {
    pending.waitsFor = () => `files of sandbox ${sandbox.id}`;
    sandbox.watches.take(watch, pending);
    sandbox.hold(pending);
  });
  sandboxes.handle("sandbox.unwatch", (sandbox, { watch }, pending) => {
    endWatch(sandbox, watch);
    pending.reply(null);
  });
}

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
type Asked = WithoutId<Extract<SandboxTask, { readonly do: "files" | "disk" }>>;

function endWatch({ watches, tasks }: SandboxRecord, watch: number): void {
  watches.end(watch);
  tasks.send({ do: "unwatch", id: watch });
}
