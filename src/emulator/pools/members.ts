import type { Member } from "./member.js";

/** The containers of a pool: who lives, how much those that take inputs have to do, and who may take more. */
export class Members {
  readonly alive: Set<Member> = new Set();
  /** Busy ones above the maximum, which take nothing more. */
  readonly #dismissed = new Set<Member>();
  /**
   * Those that may take more, the one used last at the end: it is taken first, so that the others can scale down.
   */
  readonly #open: Member[] = [];
  /** Those that take inputs, and the calls that run there. */
  #ready = 0;
  #calls = 0;

  /** Further calls that those that take inputs could run, of which each may run `maxCalls`. */
  headroom(maxCalls: number): number {
    return this.#ready * maxCalls - this.#calls;
  }

  /** One takes inputs from now on. */
  admit(member: Member): void {
    this.#dismissed.delete(member);
    member.takesInputs = true;
    this.#ready++;
    this.#calls += member.calls;
  }

  /** One is to do what it does, and nothing more. */
  dismiss(member: Member): void {
    this.#discount(member);
    this.#dismissed.add(member);
  }

  /** The same for one that is never wanted again. @returns false if it is gone already */
  discharge(member: Member): boolean {
    this.#discount(member);
    this.#dismissed.delete(member);
    return this.alive.has(member);
  }

  /** All are wanted again. */
  readmit(): void {
    for (const member of [...this.#dismissed]) this.#admitBusy(member);
  }

  /** One is gone. In its place another takes inputs again, unless more than `max` would. */
  remove(member: Member, max: number): void {
    this.alive.delete(member);
    this.#discount(member);
    this.#dismissed.delete(member);
    const [again] = this.#dismissed;
    if (again && this.#dismissed.size > this.alive.size - max) this.#admitBusy(again);
  }

  /** One may take more. */
  offer(member: Member): void {
    if (!member.isOffered) this.#open.push(member);
    member.isOffered = true;
  }

  /** Takes one that was offered and still is idle, or busy with fewer calls than `limit`. */
  takeOffered(limit: number): Member | undefined {
    for (let member = this.#open.pop(); member; member = this.#open.pop()) {
      member.isOffered = false;
      if (member.takesInputs && (member.container.state === "idle" || isBusyBelow(limit, member))) return member;
    }
    return undefined;
  }

  /** One that is busy with fewer calls than `limit`, offered or not. */
  findBusy(limit: number): Member | undefined {
    for (const member of this.alive)
      if (member.takesInputs && !member.lingering && isBusyBelow(limit, member)) return member;
    return undefined;
  }

  callBegan(member: Member): void {
    member.calls++;
    if (member.takesInputs) this.#calls++;
  }

  callEnded(member: Member): void {
    member.calls--;
    if (member.takesInputs) this.#calls--;
  }

  /** Those above `max`, where the least is lost. */
  surplus(max: number): readonly Member[] {
    const excess = this.alive.size - max;
    return excess > 0
      ? [...this.alive].toSorted((a, b) => inUse(a) - inUse(b) || a.calls - b.calls).slice(0, excess)
      : [];
  }

  /** One that was dismissed is found again; if it waits for more inputs of a batch, it is found otherwise. */
  #admitBusy(member: Member): void {
    this.admit(member);
    if (member.container.state === "busy") this.offer(member);
  }

  #discount(member: Member): void {
    if (!member.takesInputs) return;
    this.#ready--;
    this.#calls -= member.calls;
    member.takesInputs = false;
  }
}

function isBusyBelow(limit: number, { container, calls, ownLimit }: Member): boolean {
  return container.state === "busy" && calls < (limit === 0 ? 0 : (ownLimit ?? limit));
}

/** What is lost with a container: nothing, a start, what it runs. */
function inUse(member: Member): 0 | 1 | 2 {
  if (!member.container.isReady) return 1;
  return member.isOccupied ? 2 : 0;
}
