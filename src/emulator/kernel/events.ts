import type { ImageStep } from "../../contract/image-definition.js";
import type { SandboxStatus } from "../../contract/sandbox-definition.js";
import type { ObjectKind } from "../../contract/storage-commands.js";

/** An error in the event log: no stack, no path. */
export interface EventError {
  readonly name: string;
  readonly message: string;
}

/** How an attempt at an input ended. */
export type AttemptStatus = "SUCCESS" | "FAILURE" | "TIMEOUT" | "TERMINATED" | "INIT_FAILURE" | "INTERNAL_FAILURE";

/** Everything observable that happens in a world, by type. Values are ids, names, numbers and texts only. */
export interface EventTypes {
  readonly "world.started": { seed: string; startTime: string };
  /** A thread died under a container: from here on another run may differ. */
  readonly "world.nondeterministic": { container: string; reason: string };
  readonly "app.started": { app: string; name: string | null; environment: string };
  readonly "app.deployed": { app: string; name: string; environment: string; version: number; tag: string };
  readonly "app.stopped": { app: string };
  /** All its tags were replaced: they are `tags`, as JSON. */
  readonly "app.tagged": { app: string; tags: string };
  /** A function was due: the call that follows is its schedule's. */
  readonly "schedule.fired": { app: string; function: string };
  /** With a real clock: a function was due while the process was asleep, or the clock was set to later than that. */
  readonly "schedule.missed": { app: string; function: string; dueAt: number };
  readonly "call.created": {
    call: string;
    function: string;
    kind: "remote" | "spawn" | "map" | "generator" | "schedule" | "web";
    parent: string | null;
  };
  readonly "call.cancelled": { call: string };
  readonly "input.created": { input: string; call: string; index: number };
  /** No container takes it, and none may be started for it. */
  readonly "input.waits": { input: string; reason: string };
  /** Arguments or a result so large that they would travel apart from their call. */
  readonly "blob.created": { input: string; content: "args" | "result"; bytes: number };
  readonly "input.mocked": { input: string };
  readonly "input.retry": { input: string; attempt: number; delayMs: number };
  readonly "input.ended": { input: string; status: AttemptStatus };
  readonly "attempt.started": { input: string; attempt: number; container: string | null };
  readonly "attempt.ended": { input: string; attempt: number; status: AttemptStatus; error?: EventError };
  /**
   * `updateAutoscaler` was called; `maxContainers` is `null` for no maximum. What follows from it are containers that
   * are created and stopped.
   */
  readonly "autoscaler.updated": {
    function: string;
    minContainers: number;
    maxContainers: number | null;
    bufferContainers: number;
    scaledownWindowMs: number;
  };
  readonly "container.created": { container: string; function: string; reason: string };
  readonly "container.started": { container: string };
  /** Containers of a function could not start, so many times in a row: the next one does after a pause. */
  readonly "start.delayed": { function: string; failures: number; delayMs: number };
  /** Its memory was captured after `enter({ snap: true })`, or a later container began with what was. */
  readonly "container.snapshotted": { container: string };
  readonly "container.restored": { container: string };
  /**
   * Its code has started a program: `file` as it was called, a shell for a command. It finds the container's disk in a
   * namespace of Linux or by translated paths, or has that of this machine: how may differ from machine to machine.
   */
  readonly "process.started": { container: string; file: string; way: "namespace" | "translate" | "host" };
  /** It is to stop, and runs its `exit` hooks. */
  readonly "container.exiting": { container: string; reason: string };
  readonly "container.exitFailed": { container: string; error?: EventError };
  readonly "container.stopped": { container: string; reason: string };
  readonly "sandbox.created": { sandbox: string; app: string; name: string | null; command: string };
  /** A command was started in it: its process has a number. */
  readonly "sandbox.exec": { sandbox: string; process: number; command: string };
  readonly "sandbox.execEnded": { sandbox: string; process: number; code: number };
  /** Its readiness probe has succeeded. */
  readonly "sandbox.ready": { sandbox: string };
  /** An image was made of its disk, or of what is at a path. */
  readonly "sandbox.snapshotted": { sandbox: string; image: string; path: string | null; files: number };
  readonly "sandbox.ended": { sandbox: string; status: SandboxStatus; code: number; reason: string };
  /** A port of a container is reached from outside, or not any more. */
  readonly "tunnel.opened": { container: string; host: string; port: number };
  readonly "tunnel.closed": { host: string };
  /** A request came to a web function, by `host` one of its addresses. */
  readonly "web.request": { call: string; function: string; host: string; method: string; path: string };
  /** Its answer is over: `status` is 0 if its client left before there was one, `bytes` those of the body. */
  readonly "web.response": {
    call: string;
    function: string;
    host: string;
    method: string;
    path: string;
    status: number;
    bytes: number;
  };
  readonly "fetch.answered": { container: string; method: string; url: string; status: number };
  readonly "fetch.refused": { container: string; method: string; url: string };
  readonly "object.created": { object: string; kind: ObjectKind; name: string | null; environment: string };
  readonly "object.deleted": { object: string };
  /**
   * Files of a volume, network file system or bucket were changed, by the container that has mounted it or from outside
   * of mounts.
   */
  readonly "files.changed": { object: string; container: string | null; files: number; version: number };
  /** A container published what it changed in a mounted volume, or its end did. */
  readonly "volume.committed": { object: string; container: string; files: number; version: number };
  /** A container saw what others had written. */
  readonly "volume.reloaded": { object: string; container: string; files: number; version: number };
  readonly "dict.put": { dict: string; entries: number };
  readonly "dict.popped": { dict: string };
  readonly "dict.cleared": { dict: string; entries: number };
  /** `partition` is `null` for the one without a name. */
  readonly "queue.put": { queue: string; partition: string | null; items: number };
  readonly "queue.got": { queue: string; partition: string | null; items: number };
  readonly "queue.cleared": { queue: string; partition: string | null; items: number };
  /** Roles of an environment were changed: `users` are those that have one of their own, as JSON. */
  readonly "environment.rolesSet": { environment: string; users: string };
  readonly "workspace.set": { setting: string; value: string };
  readonly "proxyToken.created": { object: string };
  readonly "proxyToken.allowed": { object: string; environment: string };
  readonly "proxyToken.revoked": { object: string; environment: string };
  readonly "proxyToken.deleted": { object: string };
  readonly "secret.updated": { object: string; keys: readonly string[] };
  /** A fault hit an attempt, or the start of a container. */
  readonly "fault.injected": {
    kind: string;
    function: string;
    input: string | null;
    attempt: number | null;
    container: string | null;
  };
  /** A fault hit: `error` is its class, `null` if it only took `delayMs`. */
  readonly "fault.storage": {
    object: string | null;
    operation: string;
    container: string | null;
    error: string | null;
    delayMs: number;
  };
  /** A fault hit the build of a layer: `error` is its class, `null` if it only took `delayMs`. */
  readonly "fault.build": { image: string; error: string | null; delayMs: number };
  /** A fault hit a call of one of Modal's own clients: `code` is how it ends, `null` for one that is only late. */
  readonly "fault.rpc": { method: string; attempt: number; code: string | null; delayMs: number };
  /** A fault hit the start of a command in a sandbox: `error` is its class. */
  readonly "fault.exec": { sandbox: string; error: string; command: string };
  /** A layer of an image that was asked for: it was there, or was built. `text` is its lines of a Dockerfile. */
  readonly "image.step": { image: string; kind: ImageStep["kind"]; text: string; cached: boolean };
  readonly "image.failed": { image: string; kind: ImageStep["kind"]; text: string; error?: EventError };
  /** `name` with its tag. */
  readonly "image.published": { image: string; name: string; environment: string };
  readonly "image.deleted": { image: string };
  /** What is stored was replaced by a saved state. */
  readonly "storage.loaded": { objects: number; takenAt: number };
  readonly "environment.created": { environment: string };
  readonly "environment.deleted": { environment: string };
  readonly log: { container: string; input: string | null; stream: "stdout" | "stderr"; text: string };
}

/**
 * Fields that hold ids, names of things and words of the emulator: all other texts may hold values of secrets, which
 * are masked.
 */
export const NAMES: ReadonlySet<string> = new Set([
  "app",
  "call",
  "container",
  "content",
  "dict",
  "environment",
  "function",
  "image",
  "input",
  "keys",
  "kind",
  "name",
  "object",
  "parent",
  "queue",
  "sandbox",
  "status",
  "stream",
  "way",
]);

/** The name of a type of events, such as `input.retry`. */
export type EventType = keyof EventTypes;

const TYPES: Readonly<Record<EventType, true>> = {
  "world.started": true,
  "world.nondeterministic": true,
  "app.started": true,
  "app.deployed": true,
  "app.stopped": true,
  "app.tagged": true,
  "schedule.fired": true,
  "schedule.missed": true,
  "call.created": true,
  "call.cancelled": true,
  "input.created": true,
  "input.waits": true,
  "blob.created": true,
  "input.mocked": true,
  "input.retry": true,
  "input.ended": true,
  "attempt.started": true,
  "attempt.ended": true,
  "autoscaler.updated": true,
  "container.created": true,
  "container.started": true,
  "start.delayed": true,
  "container.snapshotted": true,
  "container.restored": true,
  "process.started": true,
  "container.exiting": true,
  "container.exitFailed": true,
  "container.stopped": true,
  "sandbox.created": true,
  "sandbox.exec": true,
  "sandbox.execEnded": true,
  "sandbox.ready": true,
  "sandbox.snapshotted": true,
  "sandbox.ended": true,
  "tunnel.opened": true,
  "tunnel.closed": true,
  "web.request": true,
  "web.response": true,
  "fetch.answered": true,
  "fetch.refused": true,
  "object.created": true,
  "object.deleted": true,
  "files.changed": true,
  "volume.committed": true,
  "volume.reloaded": true,
  "dict.put": true,
  "dict.popped": true,
  "dict.cleared": true,
  "queue.put": true,
  "queue.got": true,
  "queue.cleared": true,
  "environment.rolesSet": true,
  "workspace.set": true,
  "proxyToken.created": true,
  "proxyToken.allowed": true,
  "proxyToken.revoked": true,
  "proxyToken.deleted": true,
  "secret.updated": true,
  "fault.injected": true,
  "fault.storage": true,
  "fault.build": true,
  "fault.rpc": true,
  "fault.exec": true,
  "image.step": true,
  "image.failed": true,
  "image.published": true,
  "image.deleted": true,
  "storage.loaded": true,
  "environment.created": true,
  "environment.deleted": true,
  log: true,
};

/** All types of events. */
export const EVENT_TYPES: ReadonlySet<string> = new Set(Object.keys(TYPES));

/** One record of the event log. */
export type WorldEvent = {
  [T in EventType]: { readonly seq: number; readonly at: number; readonly type: T } & Readonly<EventTypes[T]>;
}[EventType];
