import type { Area } from "../row.ts";
import { tile } from "./tile.ts";

/** In the order of the page. */
export const documents: readonly Area[] = [tile];
