import { ClientClosed, InvalidError, NotFoundError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import { contentOf } from "../../contract/stored-file.js";
import { FileTree } from "../storage/file-tree.js";

/**
 * The buckets of a world, which stand for those of a cloud provider: what a `CloudBucketMount` shows. A bucket holds
 * objects by key, such as `"logs/2026/a.txt"`. Modal: docs/modal/buckets-and-mounts.md#buckets.
 */
export class WorldBuckets {
  readonly #buckets: Map<string, FileTree>;
  readonly #now: () => number;
  #isClosed = false;

  /** @internal */
  constructor(buckets: Map<string, FileTree>, now: () => number) {
    this.#buckets = buckets;
    this.#now = now;
  }

  /** Names of all buckets. */
  get names(): string[] {
    this.#checkOpen("names");
    return [...this.#buckets.keys()];
  }

  /**
   * Makes an empty bucket; nothing happens if it exists. @throws InvalidError unless the name is a text that is not
   * empty
   */
  create(name: string): void {
    this.#checkOpen("create");
    if (typeof name !== "string" || name === "")
      throw new InvalidError(`A bucket needs a name, got ${describe(name)}.`);
    if (!this.#buckets.has(name)) this.#buckets.set(name, new FileTree());
  }

  /**
   * Stores an object, in a bucket that is made if it is missing. Containers see it at their next step.
   * @throws InvalidError for a bad key, or content that is neither text nor bytes
   */
  put(name: string, key: string, content: string | Uint8Array): void {
    this.create(name);
    checkKey(key);
    if (typeof content !== "string" && !ArrayBuffer.isView(content))
      throw new InvalidError(`world.buckets.put takes a text or bytes, got ${describe(content)}.`);
    const now = this.#now();
    this.#bucket("put", name).apply(
      [
        [
          key,
          {
            kind: "file",
            content: contentOf(typeof content === "string" ? Buffer.from(content) : content),
            mode: 0o644,
            mtimeMs: now,
          },
        ],
      ],
      now,
    );
  }

  /**
   * A copy of an object's bytes, `undefined` if there is none. @throws NotFoundError for a bucket that does not exist
   */
  get(name: string, key: string): Buffer | undefined {
    const file = this.#bucket("get", name).get(key);
    return file?.kind === "file" ? Buffer.from(new Uint8Array(file.content)) : undefined;
  }

  /** The keys of all objects, or of those whose key begins with `prefix`, in alphabetical order. */
  keys(name: string, prefix = ""): string[] {
    return [...this.#bucket("keys", name)]
      .filter(([key, file]) => file.kind === "file" && key.startsWith(prefix))
      .map(([key]) => key)
      .toSorted();
  }

  /** Removes an object, if it is there. */
  delete(name: string, key: string): void {
    const bucket = this.#bucket("delete", name);
    if (bucket.get(key)?.kind === "file") bucket.apply([[key, null]], this.#now());
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
  }

  #bucket(method: string, name: string): FileTree {
    this.#checkOpen(method);
    const bucket = this.#buckets.get(name);
    if (!bucket)
      throw new NotFoundError(
        `world.buckets.${method}: there is no bucket ${describe(name)} in this world. \`world.buckets.create\` makes one.`,
      );
    return bucket;
  }

  #checkOpen(method: string): void {
    if (this.#isClosed) throw new ClientClosed(`world.buckets.${method}: this world is closed.`);
  }
}

/** Keys that name a file below a mount. */
function checkKey(key: string): void {
  const steps = typeof key === "string" ? key.split("/") : [""];
  if (steps.some((step) => step === "" || step === "." || step === ".."))
    throw new InvalidError(`A bucket's object needs a key such as "logs/a.txt", got ${describe(key)}.`);
}
