import { Handle } from "../codec/handle.js";
import { ClientClosed } from "../../contract/errors.js";
import type { SandboxSubject } from "../../contract/sandbox-commands.js";
import type { CommandName, Commands } from "../../contract/backend.js";
import { type Session, sessionInSight, sessionNear, withSession } from "../session/session.js";
import { ProcessChannel } from "./process-channel.js";

export type SandboxCommandName = Extract<CommandName, `sandbox.${string}`>;

/** A sandbox of a world, as far as it is asked. */
export abstract class SandboxHandle extends Handle {
  /** `sb-…` */
  readonly objectId: string;
  /** The same, as in Modal's JavaScript package. */
  readonly sandboxId: string;
  readonly #session: Session | undefined;
  #isDetached = false;

  /** @internal @param session left out: that of whoever uses it */
  constructor(sandboxId: string, session: Session | undefined) {
    super();
    this.objectId = sandboxId;
    this.sandboxId = sandboxId;
    this.#session = session;
  }

  /** @internal */
  protected override get hydratedId(): string | undefined {
    return this.objectId;
  }

  /** Gives it up, and leaves it running: of this handle, only `wait`, `returncode` and `logs` can be used then. */
  detach(): void {
    this.#isDetached = true;
  }

  /** @internal */
  protected channel(process: number): ProcessChannel {
    return new ProcessChannel(this.objectId, process, this.session, () => this.checkAttached());
  }

  /** @internal @throws ClientClosed if it was detached */
  protected checkAttached(): void {
    if (this.#isDetached)
      throw new ClientClosed(`Sandbox ${this.objectId} was detached: \`Sandbox.fromId("${this.objectId}")\` finds it.`);
  }

  /** @internal */
  protected async send<C extends SandboxCommandName>(
    name: C,
    command: Omit<Commands[C]["command"], "sandboxId">,
  ): Promise<Commands[C]["result"]> {
    this.checkAttached();
    return this.ask(name, command);
  }

  /** @internal Also if it was detached. */
  protected ask<C extends SandboxCommandName>(
    name: C,
    command: Omit<Commands[C]["command"], "sandboxId">,
  ): Promise<Commands[C]["result"]> {
    const whole = { ...command, sandboxId: this.objectId } as unknown as Commands[C]["command"];
    const { session } = this;
    return withSession(session, () => session.backend.send(name, whole));
  }

  /** @internal */
  protected get session(): Session {
    return this.#session ? sessionNear(this.#session) : sessionInSight("Sandbox");
  }

  /** @internal */
  override toWire(): { readonly kind: "Sandbox" | "SidecarContainer"; readonly data: SandboxSubject } {
    return { kind: "Sandbox", data: { sandboxId: this.objectId } };
  }

  /** @internal */
  protected within<T>(body: () => T): T {
    return withSession(this.session, body);
  }
}
