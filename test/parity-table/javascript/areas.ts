import type { Area } from "../row.ts";
import { classes } from "./classes.ts";
import { clientAndApps } from "./client.ts";
import { errors } from "./errors.ts";
import { functionCalls } from "./function-calls.ts";
import { functions } from "./functions.ts";
import { images } from "./images.ts";
import { others } from "./others.ts";
import { processes } from "./processes.ts";
import { queues } from "./queues.ts";
import { resources } from "./resources.ts";
import { sandboxFiles } from "./sandbox-files.ts";
import { sandboxes } from "./sandboxes.ts";
import { secretsAndVolumes } from "./secrets-and-volumes.ts";

/** In the order of the page. */
export const javascript: readonly Area[] = [
  clientAndApps,
  functions,
  functionCalls,
  classes,
  secretsAndVolumes,
  queues,
  resources,
  images,
  sandboxes,
  sandboxFiles,
  processes,
  others,
  errors,
];
