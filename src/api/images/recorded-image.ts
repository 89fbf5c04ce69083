import { refuseAssignments } from "../../checks/refuse-assignments.js";
import type { ImageDefinition } from "../../contract/image-definition.js";
import type { FilePredicate } from "./file-filter.js";

/** What an image is made of. */
export abstract class RecordedImage {
  static {
    refuseAssignments(RecordedImage, "Every method gives a new image with one more layer.", ["definition"]);
  }

  readonly #definition: ImageDefinition;
  readonly #predicates: readonly FilePredicate[];

  protected constructor(definition: ImageDefinition, predicates: readonly FilePredicate[]) {
    this.#definition = definition;
    this.#predicates = predicates;
  }

  get definition(): ImageDefinition {
    return this.#definition;
  }

  /** The functions that `ignore` options of the layers point to, in the order of their index. @internal */
  get predicates(): readonly FilePredicate[] {
    return this.#predicates;
  }
}
