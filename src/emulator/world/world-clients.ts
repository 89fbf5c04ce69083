import type { Session } from "../../api/session/session.js";
import type { ControlPlane } from "../../server/control-plane.js";
import { clientTime, ClientWaits } from "../host/client-time.js";
import type { HostTime } from "../host/host-time.js";
import type { WorldParts } from "./world-parts.js";

/** How Modal's own clients reach a world. @internal */
export class WorldClients {
  /** What the clients in this process are told. */
  readonly time: HostTime;
  readonly #waits: ClientWaits;
  readonly #session: Session;
  #plane: Promise<ControlPlane> | undefined;

  constructor({ kernel, rounds, host }: WorldParts) {
    this.#waits = new ClientWaits(rounds);
    this.time = clientTime(kernel, this.#waits);
    this.#session = host.session;
  }

  /** What answers the clients in this process. */
  get controlPlane(): Promise<ControlPlane> {
    return (this.#plane ??= import("../../server/control-plane.js").then(
      ({ ControlPlane: Plane }) => new Plane(this.#session, () => this.#waits.begin()),
    ));
  }
}
