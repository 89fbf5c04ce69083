import type { Area } from "../row.ts";
import { helpers } from "./helpers.ts";
import { stubEra } from "./stub-era.ts";
import { tile } from "./tile.ts";

/** In the order of the page. */
export const documents: readonly Area[] = [tile, helpers, stubEra];
