import type { Handle } from "../codec/handle.js";
import type { Session } from "../session/session.js";
import { sourceUnknown, type Binder } from "./binder.js";

/** What a function of a deployed app is looked up by. */
export interface DeployedName {
  readonly app: string;
  readonly name: string;
  readonly environment: string | undefined;
  readonly version: number | undefined;
}

/** A function of a deployed app, by name. */
export class DeployedFunction implements Binder {
  readonly deployedName: DeployedName;
  /** Not known before it is looked up; the backend refuses the wrong kind of call. */
  readonly isGenerator = undefined;
  readonly definition = undefined;
  readonly isLookedUp = true;

  constructor(deployedName: DeployedName) {
    this.deployedName = deployedName;
  }

  get name(): string {
    return this.deployedName.name;
  }

  body(method: string): never {
    throw sourceUnknown(this.name, method);
  }

  functionId(session: Session | undefined, handle: Handle): string | undefined {
    return session?.bindings.functionId(handle);
  }

  async bind(session: Session, handle: Handle): Promise<string> {
    const { app, name, environment, version } = this.deployedName;
    const wanted = { app, name, environment, version, isClass: false };
    const binding = await session.backend.send("function.lookup", wanted);
    session.bindings.bindFound(handle, binding);
    return binding.functionId;
  }

  arity(session: Session, handle: Handle): number | undefined {
    const functionId = this.functionId(session, handle);
    return functionId === undefined ? undefined : session.bindings.arity(functionId);
  }
}
