import { refuseAssignments } from "../../checks/refuse-assignments.js";
import type { ImageDefinition } from "../../contract/image-definition.js";
import type { FilePredicate } from "./file-filter.js";

const PREDICATES = new WeakMap<ImageDefinition, readonly FilePredicate[]>();

/** The functions that `ignore` options of an image's layers point to, in the order of their index. */
export function predicatesOf(image: ImageDefinition): readonly FilePredicate[] {
  return PREDICATES.get(image) ?? [];
}

/** What an image is made of. */
export abstract class RecordedImage {
  static {
    refuseAssignments(RecordedImage, "Every method gives a new image with one more layer.", ["definition"]);
  }

  readonly #definition: ImageDefinition;

  protected constructor(definition: ImageDefinition, predicates: readonly FilePredicate[]) {
    this.#definition = definition;
    PREDICATES.set(definition, predicates);
  }

  get definition(): ImageDefinition {
    return this.#definition;
  }

  /** @internal */
  get predicates(): readonly FilePredicate[] {
    return predicatesOf(this.#definition);
  }
}
