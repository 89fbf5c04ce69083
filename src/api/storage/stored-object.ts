import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import type { Commands } from "../../contract/backend.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { checkWorld, ignoreClosed } from "../session/check-world.js";
import { Handle } from "../codec/handle.js";
import { knownId } from "./known-id.js";
import type { ObjectInfo } from "../../contract/object-info.js";
import { currentSession, type Bindings, type Session, sessionInSight } from "../session/session.js";
import type { ObjectCommandName, ObjectKind, ObjectReference } from "../../contract/storage-commands.js";

/**
 * The handle of an object that the backend stores, by name or by id. Nothing is looked up before it is used.
 * Modal: docs/modal/handles-and-names.md#lazy-handles.
 */
export abstract class StoredObject<Definition extends { readonly kind: string } = ObjectReference> extends Handle {
  static {
    refuseAssignments(StoredObject, "It stands for what the world stores, and is changed by its methods.", [
      "definition",
    ]);
  }

  readonly #definition: Definition;
  readonly #kind: ObjectKind;
  readonly #origin: Bindings | undefined;

  /** @param origin the world that the object's id is known in */
  protected constructor(kind: ObjectKind, definition: Definition, origin?: Bindings) {
    super();
    this.#kind = kind;
    this.#definition = definition;
    this.#origin = origin;
  }

  get definition(): Definition {
    return this.#definition;
  }

  /** @internal */
  get kind(): ObjectKind {
    return this.#kind;
  }

  /** The name that the object was looked up by, or listed under. */
  get name(): string | undefined {
    return "name" in this.definition ? (this.definition.name as string) : undefined;
  }

  /** Id in the world in sight, such as `vo-…`; `undefined` while the handle is not hydrated. */
  get objectId(): string | undefined {
    return this.#id ?? currentSession()?.bindings.objectId(this) ?? undefined;
  }

  /** @internal */
  protected get knownId(): string {
    return knownId(`${this.#kind} \`${this.label}\``, this.objectId);
  }

  protected override get hydratedId(): string | undefined {
    return this.objectId;
  }

  /**
   * Looks the object up now, or makes it with `createIfMissing`.
   * @throws NotFoundError if there is no such object
   */
  async hydrate(): Promise<this> {
    const session = this.#session("hydrate");
    const { objectId } = await session.backend.send("object.lookup", {
      kind: this.#kind,
      object: this.reference(session),
    });
    session.bindings.bindObject(this, objectId);
    return this;
  }

  /** When and by whom the object was made. */
  async info(): Promise<ObjectInfo> {
    const session = this.#session("info");
    const { createdAt, ...info } = await session.backend.send("object.info", {
      kind: this.#kind,
      object: this.reference(session),
    });
    return { ...info, createdAt: new Date(createdAt) };
  }

  /**
   * Sends a command on this object, at once. @param from the session to use, if not that of the running code @internal
   */
  protected ask<C extends ObjectCommandName>(
    method: string,
    name: C,
    command: Omit<Commands[C]["command"], "object">,
    from?: Session,
  ): Promise<Commands[C]["result"]> {
    const session = this.#session(method, from);
    return session.backend.send(name, { ...command, object: this.reference(session) });
  }

  /**
   * What the backend is told: the id, once it is known. A handle that was used keeps to its object, also when the name
   * is given to another. @internal
   */
  protected reference(session: Session): ObjectReference {
    const { bindings } = session;
    const id = this.#id ?? bindings.objectId(this);
    if (typeof id === "string") return { kind: "id", id };
    const object = this.target;
    if (id === undefined) {
      bindings.bindObject(this, null);
      session.backend.send("object.lookup", { kind: this.#kind, object, isImplicit: true }).then(
        ({ objectId }) => bindings.bindObject(this, objectId),
        () => bindings.bindObject(this, undefined), // the command that follows fails alike
      );
    }
    return object;
  }

  /** What the definition asks the backend for. @internal */
  protected get target(): ObjectReference {
    return this.definition as { kind: string } as ObjectReference;
  }

  /** @internal */
  override toWire(): { kind: string; data: unknown } {
    this.#checkWorld(currentSession());
    const id = this.objectId;
    return { kind: this.#kind, data: id === undefined ? this.definition : { ...this.ownOptions, kind: "id", id } };
  }

  /** What is this handle's own, beside the object that it stands for. @internal */
  protected get ownOptions(): object {
    return {};
  }

  /** How messages call this object. @internal */
  protected get label(): string {
    return this.name ?? this.#id ?? this.#kind;
  }

  #session(method: string, from?: Session): Session {
    const session = from ?? sessionInSight(`${this.#kind}.${method}`);
    this.#checkWorld(session);
    return session;
  }

  /** Where the object's id is known. @internal */
  protected get origin(): Bindings | undefined {
    return this.#origin;
  }

  #checkWorld(session: Session | undefined): void {
    if (this.#id !== undefined) checkWorld(`${this.#kind} ${this.#id}`, this.#origin, session);
  }

  get #id(): string | undefined {
    return this.definition.kind === "id" && "id" in this.definition ? (this.definition.id as string) : undefined;
  }
}

/** What an object without a name has: it lives until it is disposed of. */
export interface Ephemeral extends AsyncDisposable {
  /** Deletes the object, as disposal does, for whatever comes after; as in Modal's JavaScript SDK, there is no waiting. */
  closeEphemeral(): void;
}

/** Options of `ephemeral`. */
export interface EphemeralOptions {
  /** The environment that it is made in. Default: that of the app around the call, else the world's. */
  environment?: string;
}

/** Makes an object without a name. @param make its handle, by id @param version of a volume */
export async function ephemeralObject<T extends StoredObject>(
  kind: ObjectKind,
  { environment, version }: EphemeralOptions & { version?: number },
  make: (id: string, origin: Bindings) => T,
): Promise<T & Ephemeral> {
  if (environment !== undefined) checkEnvironmentName(environment);
  const session = sessionInSight(`${kind}.ephemeral`);
  const { objectId } = await session.backend.send("object.ephemeral", { kind, environment, version });
  const release = async (): Promise<void> => void (await session.backend.send("object.release", { kind, objectId }));
  const closeEphemeral = (): void => void release().catch(ignoreClosed);
  return Object.defineProperties(make(objectId, session.bindings) as T & Ephemeral, {
    [Symbol.asyncDispose]: { value: release },
    closeEphemeral: { value: closeEphemeral },
  });
}

refuseOptions(StoredObject.prototype, { hydrate: 0, info: 0 });
