import type { Commands } from "../../contract/backend.js";
import type { Reply } from "./protocol.js";

/* What travels between the kernel and containers for requests that come through tunnels. */

/** Commands that containers are asked, for their own servers. */
export type RelayedName = "web.open" | "web.send" | "web.take" | "web.leave";

/** Kernel to container. */
export interface RelayDelivery {
  readonly type: "relay";
  readonly id: number;
  readonly name: RelayedName;
  readonly command: Commands[RelayedName]["command"];
}

/** Container to kernel. */
export interface RelayedRequest {
  readonly type: "relayed";
  readonly id: number;
  readonly reply: Reply;
}
