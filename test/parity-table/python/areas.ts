import type { Area } from "../row.ts";
import { app } from "./app.ts";

/** In the order of the page. */
export const python: readonly Area[] = [app];
