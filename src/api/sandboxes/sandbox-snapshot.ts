import { checkConstructing, constructing } from "../../checks/construction.js";
import { describe } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { InvalidError } from "../../contract/errors.js";
import { sessionInSight } from "../session/session.js";

/** A snapshot that a sandbox can be begun with. Here it is of its disk: its main process begins anew. */
export class SandboxSnapshot {
  declare private readonly brand: "SandboxSnapshot";
  /** `sn-…` */
  readonly objectId: string;
  /** The same, as in Modal's JavaScript package. */
  readonly snapshotId: string;

  static {
    refuseAssignments(SandboxSnapshot, "It stands for what the world keeps.", ["objectId"]);
  }

  /** @internal */
  constructor(key: typeof constructing, snapshotId: string) {
    checkConstructing("SandboxSnapshot", key, "sandbox.experimentalSnapshot or SandboxSnapshot.fromId");
    this.objectId = snapshotId;
    this.snapshotId = snapshotId;
  }

  /** Rejects with `NotFoundError`. */
  static async fromId(id: string): Promise<SandboxSnapshot> {
    if (typeof id !== "string" || !id.startsWith("sn-"))
      throw new InvalidError(`Invalid SandboxSnapshot id: ${describe(id)}. Ids of this kind begin with "sn-".`);
    await sessionInSight("SandboxSnapshot.fromId").backend.send("sandbox.findSnapshot", { snapshotId: id });
    return new SandboxSnapshot(constructing, id);
  }
}
