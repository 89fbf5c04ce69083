import type { FunctionDefinition } from "../../api/app-definition.js";
import type { MountPlan } from "../storage/mounts.js";
import type { Pool } from "../pools/pool.js";
import type { AppRecord } from "./app-record.js";

/** A function of an app that runs or is deployed. */
export class FunctionRecord {
  readonly id: string;
  readonly app: AppRecord;
  /** Replaced by a redeploy. */
  definition: FunctionDefinition;
  /** Replaced by a redeploy. */
  pool: Pool;
  /** Replaced by a redeploy. */
  mounts: readonly MountPlan[];
  /** A redeploy has left the function out: what would run again is terminated. */
  isDropped = false;

  constructor(id: string, app: AppRecord, definition: FunctionDefinition, mounts: readonly MountPlan[], pool: (target: FunctionRecord) => Pool) {
    this.id = id;
    this.app = app;
    this.definition = definition;
    this.mounts = mounts;
    this.pool = pool(this);
  }

  get tag(): string {
    return this.definition.tag;
  }
}
