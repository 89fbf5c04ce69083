import type { Area } from "../row.ts";
import { storedThings } from "./stored-things.ts";

/** In the order of the page. */
export const commandLine: readonly Area[] = [storedThings];
