import type { Backend, CommandName, Commands } from "../../contract/backend.js";
import { currentSession, environmentInSight, type Session, withSession } from "../../api/session/session.js";

/**
 * Host code that stands in for something: while it runs and waits for nothing of the world, it waits for something
 * real, and no time may pass.
 */
export class StandIns {
  readonly #onChange: () => void;
  readonly #running = new Set<StandInSession>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isBusy(): boolean {
    for (const { calls } of this.#running) if (calls === 0) return true;
    return false;
  }

  async run<T>(session: Session, body: (session: Session) => Promise<T>): Promise<T> {
    const running = new StandInSession(session, this.#onChange);
    this.#running.add(running);
    try {
      return await body(running);
    } finally {
      this.#running.delete(running);
    }
  }
}

/** The host's session, counting the calls that wait. */
class StandInSession implements Session, Backend {
  readonly bindings: Session["bindings"];
  readonly revive: Session["revive"];
  readonly importing: Session["importing"] = undefined;
  readonly isContainer = false;
  readonly environment: Session["environment"];
  readonly input: Session["input"] = undefined;
  readonly #inner: Session;
  readonly #onChange: () => void;
  calls = 0;

  constructor(inner: Session, onChange: () => void) {
    this.#inner = inner;
    this.bindings = inner.bindings;
    this.revive = inner.revive;
    this.environment = inner.environment;
    this.#onChange = onChange;
  }

  get backend(): Backend {
    return this;
  }

  send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    return this.wait(withSession(this, () => this.#inner.backend.send(name, command), environmentInSight()));
  }

  /** Counts a wait for something of the world. */
  async wait<T>(waiting: Promise<T>): Promise<T> {
    const end = this.begin();
    try {
      return await waiting;
    } finally {
      end();
    }
  }

  begin(): () => void {
    this.calls++;
    return () => {
      this.calls--;
      this.#onChange();
    };
  }
}

/** Whether the running code stands in for something. */
export function isInStandIn(): boolean {
  return currentSession() instanceof StandInSession;
}

/** A wait for something of the world: while a stand-in waits so, time may pass. */
export function waitInWorld<T>(waiting: Promise<T>): Promise<T> {
  const session = currentSession();
  return session instanceof StandInSession ? session.wait(waiting) : waiting;
}

/**
 * The running code begins to wait for something of the world. @returns to be called once, when that is over;
 * `undefined` if it is no stand-in
 */
export function beginWaitInWorld(): (() => void) | undefined {
  const session = currentSession();
  return session instanceof StandInSession ? session.begin() : undefined;
}
