import type { Backend } from "../../../contract/backend.js";
import {
  currentSession,
  type Bindings,
  type Importing,
  type InputContext,
  type Session,
} from "../../../api/session/session.js";
import { revive } from "../../../api/handles.js";
import type { RunningContainer } from "./running-container.js";
import type { ClusterInfo } from "../../../contract/cluster-settings.js";

/** The session of code that runs in a container; one for the container itself, and one for each input. */
export class ContainerSession implements Session {
  readonly container: RunningContainer;
  readonly bindings: Bindings;
  readonly importing: Importing;
  readonly input: InputContext | undefined;
  readonly isContainer = true;
  readonly revive: Session["revive"] = revive;

  mapStack(stack: string): string {
    return this.container.mapStack(stack);
  }

  get environment(): string {
    return this.container.spec.environmentName;
  }

  constructor(
    container: RunningContainer,
    bindings: Bindings,
    importing: Importing = { apps: [], buildFunctions: [], failed: [], file: fileOf(container), active: true },
    input?: InputContext,
  ) {
    this.container = container;
    this.bindings = bindings;
    this.importing = importing;
    this.input = input;
  }

  get hasOwnDisks(): boolean {
    return this.container.spec.disk !== undefined;
  }

  get cluster(): ClusterInfo | undefined {
    return this.container.spec.cluster;
  }

  get backend(): Backend {
    return this.container;
  }

  forInput(input: InputContext): ContainerSession {
    return new ContainerSession(this.container, this.bindings, this.importing, input);
  }
}

function fileOf({ spec: { code } }: RunningContainer): string | undefined {
  return code.kind === "file" ? code.file : undefined;
}

/** The container that the running code belongs to, if it belongs to one. */
export function currentContainer(): RunningContainer | undefined {
  const session = currentSession();
  return session instanceof ContainerSession ? session.container : undefined;
}
