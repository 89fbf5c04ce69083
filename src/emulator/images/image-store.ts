import type { ImageReference } from "../../contract/image-definition.js";
import { type WireError, wireError } from "../../contract/wire.js";
import { Ids } from "../kernel/ids.js";
import { Random } from "../kernel/random.js";
import type { ImageRecord } from "../records/image-record.js";

/** The images of a world, by id and by the names that they were given. */
export class ImageStore {
  readonly #byId = new Map<string, ImageRecord>();
  readonly #byName = new Map<string, ImageRecord>();
  /** Those that were asked for as a whole, as opposed to what is only below them. */
  readonly #asked = new Set<ImageRecord>();

  /** @returns an error if there is none @param environment where a name is looked up that comes without one */
  find(reference: ImageReference, environment: string): ImageRecord | WireError {
    if (reference.kind === "id")
      return (
        this.#byId.get(reference.id) ??
        wireError(
          "NotFoundError",
          `There is no Image ${reference.id} in this world: it was not built here, or was deleted.`,
        )
      );
    const where = reference.environment ?? environment;
    const label = `${reference.name}:${reference.tag}`;
    return (
      this.#byName.get(`${where}/${label}`) ??
      wireError(
        "NotFoundError",
        `Image "${label}" does not exist in environment "${where}": build one, and \`await image.publish("${label}")\`.`,
      )
    );
  }

  /** The id of the layer with that key: the same in every world. */
  idOf(key: string): string {
    for (let attempt = 0; ; attempt++) {
      const id = new Ids(new Random(`${key}/${attempt}`)).next("im");
      const known = this.#byId.get(id);
      if (!known || known.key === key) return id;
    }
  }

  get(id: string): ImageRecord | undefined {
    return this.#byId.get(id);
  }

  add(image: ImageRecord): void {
    this.#byId.set(image.id, image);
  }

  ask(image: ImageRecord): void {
    this.#asked.add(image);
  }

  /** Oldest first. */
  get asked(): Iterable<ImageRecord> {
    return this.#asked;
  }

  /** @param name with its tag */
  publish(environment: string, name: string, image: ImageRecord): void {
    this.#byName.set(`${environment}/${name}`, image);
  }

  /** As `environment/name:tag`. */
  namesOf(image: ImageRecord): string[] {
    return [...this.#byName].filter(([, named]) => named === image).map(([name]) => name);
  }

  delete(image: ImageRecord): void {
    for (const name of this.namesOf(image)) this.#byName.delete(name);
    this.#byId.delete(image.id);
    this.#asked.delete(image);
  }

  /** Takes all names of an environment away. */
  empty(environment: string): void {
    for (const name of this.#byName.keys()) if (name.startsWith(`${environment}/`)) this.#byName.delete(name);
  }
}
