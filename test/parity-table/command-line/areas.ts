import type { Area } from "../row.ts";
import { deployedApps } from "./deployed-apps.ts";
import { running } from "./running.ts";
import { storedThings } from "./stored-things.ts";

/** In the order of the page. */
export const commandLine: readonly Area[] = [running, deployedApps, storedThings];
