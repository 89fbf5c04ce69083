import type { Delivery, Horizon } from "../../kernel/protocol.js";
import type { ImageFile } from "../../../contract/image-definition.js";
import type { Bundle } from "../bundling/bundle.js";
import type { Packed, PackedReports, PackedTurn } from "./packing.js";

/** What a lane is told for one turn. */
export interface TurnMessage {
  readonly now: number;
  /** Bundles that the lane does not have yet. */
  readonly bundles: readonly Bundle[];
  /** Files of images that it does not know yet, by the numbers that stand for the lists. */
  readonly images: readonly (readonly [number: number, files: readonly ImageFile[]])[];
  readonly deliveries: readonly (readonly [ordinal: number, deliveries: readonly Delivery[]])[];
  /** How far the only container of the turn may run ahead. */
  readonly horizon?: Horizon | undefined;
}

/** Host to lane; `null` ends the lane's service of its world. */
export type LaneMessage =
  | { readonly part: Packed }
  | { readonly turn: PackedTurn; readonly counts?: readonly number[] }
  | null;

/** Lane to host. */
export type LaneAnswer =
  | { readonly part: Packed }
  | { readonly reports: PackedReports; readonly counts?: readonly number[] }
  | { readonly failure: string };
