import type { CommandName, Commands } from "../../../contract/backend.js";
import { currentSession, environmentInSight, type InputContext } from "../../../api/session/session.js";
import type { Request } from "../../kernel/protocol.js";
import type { Replies } from "../../participants/replies.js";
import type { MountSync } from "../mounts/mount-sync.js";
import { ContainerSession } from "../routing/container-session.js";
import type { RunningContainer } from "../routing/running-container.js";

/** What the code of a container asks of the kernel, on behalf of the attempt that it belongs to. */
export class ContainerCommands {
  readonly #container: RunningContainer;
  readonly #replies: Replies;
  readonly #request: (request: Request) => void;

  constructor(container: RunningContainer, replies: Replies, request: (request: Request) => void) {
    this.#container = container;
    this.#replies = replies;
    this.#request = request;
  }

  /** The attempt that the running code belongs to, if it does to one. */
  get run(): InputContext | undefined {
    const session = currentSession();
    return session instanceof ContainerSession && session.container === this.#container ? session.input : undefined;
  }

  /** @param mounted what is mounted, if anything is */
  send<C extends CommandName>(
    name: C,
    command: Commands[C]["command"],
    mounted: MountSync | undefined,
  ): Promise<Commands[C]["result"]> {
    if (name !== "volume.commit" || !mounted) return this.#send(name, command);
    return mounted.commit(command as Commands["volume.commit"]["command"], (whole) =>
      this.#send("volume.commit", whole, true),
    );
  }

  #send<C extends CommandName>(
    name: C,
    command: Commands[C]["command"],
    handsOver?: true,
  ): Promise<Commands[C]["result"]> {
    const { run } = this;
    const { inputId, attempt } = run ?? {};
    const missed = run?.takeMissed();
    if (missed) return Promise.reject(missed);
    const environment = environmentInSight();
    return this.#replies.expect(run, (request) =>
      this.#request({ type: "command", request, inputId, attempt, environment, handsOver, name, command }),
    );
  }
}
