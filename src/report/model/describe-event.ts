import type { EventType, WorldEvent } from "../../emulator/kernel/events.js";
import type { Origins } from "./origins.js";

type Describe<T extends EventType> = (event: Extract<WorldEvent, { type: T }>, origins: Origins) => string;

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;
const seconds = (ms: number): string => `${ms / 1000} s`;
const quoted = (name: string | null): string => (name === null ? "" : ` "${name}"`);
const withError = (error: { readonly name: string; readonly message: string } | undefined): string =>
  error ? `: ${error.name}: ${error.message}` : "";

/** A sentence for each type of event. */
const SENTENCES: { readonly [T in EventType]: Describe<T> } = {
  "world.started": ({ seed, startTime }) => `The world starts at ${startTime} with seed ${seed}`,
  "world.nondeterministic": ({ reason }) => `From here on another run may differ: ${reason}`,
  "app.started": ({ name }) => `App${quoted(name)} runs`,
  "app.deployed": ({ name, version }) => `App "${name}" is deployed, version ${version}`,
  "app.stopped": ({ app }, origins) => `App "${origins.appName(app)}" is stopped`,
  "app.tagged": ({ app, tags }, origins) => `Tags of app "${origins.appName(app)}" are ${tags}`,
  "schedule.fired": ({ function: tag }) => `The schedule of ${tag} fires`,
  "schedule.missed": ({ function: tag, dueAt }) => `The schedule of ${tag} missed ${new Date(dueAt).toISOString()}`,
  "call.created": ({ function: tag, kind, parent }, origins) =>
    `${tag} is called (${kind})${parent === null ? "" : ` by ${origins.tagOfInput(parent)}`}`,
  "call.cancelled": ({ call }, origins) => `A call of ${origins.tagOfCall(call)} is cancelled`,
  "input.created": ({ call, index }, origins) => `Input ${index} of ${origins.tagOfCall(call)}`,
  "input.waits": ({ input, reason }, origins) => `An input of ${origins.tagOfInput(input)} waits: ${reason}`,
  "blob.created": ({ content, bytes }) => `Large ${content === "args" ? "arguments" : "result"}: ${bytes} bytes`,
  "input.mocked": ({ input }, origins) => `A mock answers ${origins.tagOfInput(input)}`,
  "input.retry": ({ input, attempt, delayMs }, origins) =>
    `${origins.tagOfInput(input)} is to be retried in ${seconds(delayMs)}, as attempt ${attempt}`,
  "input.ended": ({ input, status }, origins) => `${origins.tagOfInput(input)} ends: ${status}`,
  "attempt.started": ({ input, attempt, container }, origins) =>
    `${origins.tagOfInput(input)} starts${container === null ? " in a mock" : ""}, attempt ${attempt}`,
  "attempt.ended": ({ input, attempt, status, error }, origins) =>
    `${origins.tagOfInput(input)}, attempt ${attempt}: ${status}${withError(error)}`,
  "autoscaler.updated": ({ function: tag, minContainers, maxContainers, bufferContainers }) =>
    `The autoscaler of ${tag}: ${minContainers} to ${maxContainers ?? "any number of"} containers, ${bufferContainers} in reserve`,
  "container.created": ({ function: tag, reason }) => `A container for ${tag} is created: ${reason}`,
  "container.started": ({ container }, origins) => `A container of ${origins.container(container).tag} is ready`,
  "start.delayed": ({ function: tag, failures, delayMs }) =>
    `${tag} failed to start ${counted(failures, "time")} in a row: again in ${seconds(delayMs)}`,
  "container.snapshotted": () => "Its memory is captured",
  "container.restored": () => "It begins with captured memory",
  "process.started": ({ file, way }) => `It starts the program ${file} (${way})`,
  "container.exiting": ({ container, reason }, origins) =>
    `A container of ${origins.container(container).tag} runs its exit hooks: ${reason}`,
  "container.exitFailed": ({ error }) => `An exit hook failed${withError(error)}`,
  "container.stopped": ({ container, reason }, origins) =>
    `A container of ${origins.container(container).tag} is gone: ${reason}`,
  "sandbox.created": ({ name, command }) => `Sandbox${quoted(name)} is created${command === "" ? "" : `: ${command}`}`,
  "sandbox.exec": ({ command }) => `It runs: ${command}`,
  "sandbox.execEnded": ({ sandbox, process, code }, origins) => {
    const command = origins.commandOf(sandbox, process);
    return `Process ${process} ends with ${code}${command === undefined ? "" : `: ${command}`}`;
  },
  "sandbox.ready": () => "Its readiness probe has succeeded",
  "sandbox.snapshotted": ({ path, files }) => `An image is made of ${path ?? "its disk"}, ${counted(files, "file")}`,
  "sandbox.ended": ({ status, code, reason }) => `The sandbox ends: ${status}, code ${code}, ${reason}`,
  "tunnel.opened": ({ host, port }) => `Port ${port} is reached at ${host}`,
  "tunnel.closed": ({ host }) => `${host} is closed`,
  "web.request": ({ function: tag, method, path }) => `${tag} is asked: ${method} ${path}`,
  "web.response": ({ function: tag, method, path, status, bytes }) =>
    `${tag} answers ${method} ${path}: ${status}, ${counted(bytes, "byte")}`,
  "fetch.answered": ({ method, url, status }) => `fetch ${method} ${url}: ${status}`,
  "fetch.refused": ({ method, url }) => `fetch ${method} ${url} is refused: the world is offline`,
  "object.created": ({ kind, name }) => `A ${kind}${quoted(name)} is created`,
  "object.deleted": ({ object }, origins) => `${origins.nameOf(object)} is deleted`,
  "files.changed": ({ object, files }, origins) => `${counted(files, "file")} of ${origins.nameOf(object)} changed`,
  "volume.committed": ({ object, files, version }, origins) =>
    `${counted(files, "file")} of ${origins.nameOf(object)} committed, version ${version}`,
  "volume.reloaded": ({ object, files, version }, origins) =>
    `${counted(files, "file")} of ${origins.nameOf(object)} reloaded, version ${version}`,
  "dict.put": ({ dict, entries }, origins) =>
    `${counted(entries, "entry").replace("ys", "ies")} put into ${origins.nameOf(dict)}`,
  "dict.popped": ({ dict }, origins) => `An entry is taken out of ${origins.nameOf(dict)}`,
  "dict.cleared": ({ dict }, origins) => `${origins.nameOf(dict)} is cleared`,
  "queue.put": ({ queue, items }, origins) => `${counted(items, "item")} put into ${origins.nameOf(queue)}`,
  "queue.got": ({ queue, items }, origins) => `${counted(items, "item")} taken out of ${origins.nameOf(queue)}`,
  "queue.cleared": ({ queue, items }, origins) => `${origins.nameOf(queue)} is cleared of ${counted(items, "item")}`,
  "environment.rolesSet": ({ environment }) => `Roles of environment ${environment} changed`,
  "workspace.set": ({ setting, value }) => `Workspace: ${setting} is ${value}`,
  "proxyToken.created": () => "A proxy token is created",
  "proxyToken.allowed": ({ environment }) => `A proxy token is allowed in ${environment}`,
  "proxyToken.revoked": ({ environment }) => `A proxy token is revoked in ${environment}`,
  "proxyToken.deleted": () => "A proxy token is deleted",
  "secret.updated": ({ object, keys }, origins) => `${origins.nameOf(object)} has the keys ${keys.join(", ")}`,
  "fault.injected": ({ kind, function: tag }) => `Fault: ${kind} hits ${tag}`,
  "fault.storage": ({ object, operation, error, delayMs }, origins) =>
    `Fault: ${operation}${object === null ? "" : ` of ${origins.nameOf(object)}`} ${error === null ? `takes ${seconds(delayMs)}` : `fails with ${error}`}`,
  "fault.build": ({ error, delayMs }) =>
    `Fault: the build of an image ${error === null ? `takes ${seconds(delayMs)}` : `fails with ${error}`}`,
  "fault.rpc": ({ method, code, delayMs }) =>
    `Fault: ${method} ${code === null ? `takes ${seconds(delayMs)}` : `ends with ${code}`}`,
  "fault.exec": ({ error, command }) => `Fault: ${command} cannot start: ${error}`,
  "image.step": ({ text, cached }) => `Image: ${text}${cached ? " (cached)" : ""}`,
  "image.failed": ({ text, error }) => `Image: ${text} failed${withError(error)}`,
  "image.published": ({ name }) => `An image is published as ${name}`,
  "image.deleted": ({ image }) => `Image ${image} is deleted`,
  "storage.loaded": ({ objects }) => `${counted(objects, "stored object")} loaded`,
  "environment.created": ({ environment }) => `Environment ${environment} is created`,
  "environment.deleted": ({ environment }) => `Environment ${environment} is deleted`,
  log: ({ text }) => text,
};

/** What an event tells, in words. @param origins that has read the events before it */
export function describeEvent(event: WorldEvent, origins: Origins): string {
  if (!Object.hasOwn(SENTENCES, event.type)) return event.type; // of another version
  const describe = SENTENCES[event.type] as Describe<EventType>;
  return describe(event, origins);
}
