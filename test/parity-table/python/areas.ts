import type { Area } from "../row.ts";
import { app } from "./app.ts";
import { classes } from "./cls.ts";
import { functionCalls } from "./function-call.ts";
import { functionOptions } from "./function-options.ts";
import { functions } from "./function.ts";
import { images } from "./image.ts";
import { imageLayers } from "./image-layers.ts";
import { logs } from "./logs.ts";
import { maps } from "./maps.ts";
import { secrets } from "./secret.ts";
import { volumes } from "./volume.ts";
import { dicts } from "./dict.ts";
import { queues } from "./queue.ts";
import { fileSystems } from "./file-systems.ts";
import { exceptions } from "./exceptions.ts";
import { processes } from "./processes.ts";
import { sandboxFiles } from "./sandbox-files.ts";
import { sandboxes } from "./sandbox.ts";
import { environments } from "./environment.ts";
import { execOptions } from "./exec-options.ts";
import { sandboxOptions } from "./sandbox-options.ts";
import { workspaces } from "./workspace.ts";
import { runtime, schedules, tunnelRows } from "./runtime.ts";
import { containers } from "./container.ts";
import { clients, configuration } from "./client.ts";
import { experiments } from "./experimental.ts";
import { modules, types } from "./types.ts";
import { web } from "./web.ts";

/** In the order of the page. */
export const python: readonly Area[] = [
  app,
  functionOptions,
  functions,
  maps,
  functionCalls,
  logs,
  classes,
  web,
  imageLayers,
  images,
  secrets,
  volumes,
  dicts,
  queues,
  fileSystems,
  environments,
  workspaces,
  clients,
  configuration,
  schedules,
  runtime,
  containers,
  tunnelRows,
  sandboxes,
  sandboxOptions,
  execOptions,
  sandboxFiles,
  processes,
  experiments,
  exceptions,
  types,
  modules,
];
