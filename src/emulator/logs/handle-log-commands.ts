import type { Commands } from "../../contract/backend.js";
import type { LogSubject } from "../../contract/log-commands.js";
import type { AppRecord } from "../records/app-record.js";
import type { CallTarget } from "../records/function-record.js";
import type { CallRecord } from "../records/call-record.js";
import type { WorldEvent } from "../kernel/events.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { loggedLine, type LogEvent, type LogOrigins } from "./logged-line.js";
import { type Waiter, WaitingLine } from "../kernel/waiting-line.js";

/** What logs need to know of the rest of the world. */
export interface LogsPort extends LogOrigins {
  app(id: string): AppRecord | undefined;
  function(id: string): CallTarget | undefined;
  call(id: string): CallRecord | undefined;
  /** `undefined`: there is no such sandbox. */
  hasSandboxEnded(id: string): boolean | undefined;
  /** The app whose container asks. */
  appOfContainer(ordinal: number): AppRecord | undefined;
}

/** Entries that are read at once, at most. Modal does not say how many it gives. */
const MAX_ENTRIES = 10_000;

interface Subject {
  readonly label: string;
  has(event: LogEvent): boolean;
  /** No further entry will come. */
  isDone(): boolean;
  /** Position in the event log where following begins. */
  readonly start: number;
}

interface Follower extends Waiter {
  readonly pending: Pending<"logs.follow">;
  readonly subject: Subject;
  readonly after: number;
}

/**
 * Lets the kernel answer questions about what containers have written. Modal: docs/modal/context-ids-and-logs.md#logs.
 */
export function handleLogCommands(kernel: Kernel, port: LogsPort): void {
  const logs = new Logs(kernel, port);
  kernel.handle("logs.read", (command, pending) => logs.read(command, pending));
  kernel.handle("logs.follow", (command, pending) => logs.follow(command, pending));
}

class Logs {
  readonly #kernel: Kernel;
  readonly #port: LogsPort;
  readonly #followers: WaitingLine<Follower>;
  /** Set while somebody follows: a world whose events nobody hears may be ahead of them. */
  #stop: (() => void) | undefined;

  constructor(kernel: Kernel, port: LogsPort) {
    this.#kernel = kernel;
    this.#port = port;
    this.#followers = new WaitingLine<Follower>(kernel, {
      waitsFor: ({ subject }) => `output of ${subject.label}`,
      timeOut: ({ pending, after }) => pending.reply({ lines: [], after, isDone: true }),
      left: () => undefined,
    });
  }

  follow(
    { subject: wanted, after, timeoutMs }: Commands["logs.follow"]["command"],
    pending: Pending<"logs.follow">,
  ): void {
    const subject = this.#find(wanted, pending);
    if (!subject) return;
    const follower = { pending, subject, after: after ?? subject.start, timeoutMs };
    if (this.#serve(follower)) return;
    this.#followers.join(follower);
    this.#stop ??= this.#kernel.events.subscribe((event) => this.#hear(event));
  }

  #hear(event: WorldEvent): void {
    if (this.#followers.isEmpty) {
      this.#stop?.();
      this.#stop = undefined;
    } else if (
      event.type === "log" ||
      event.type === "input.ended" ||
      event.type === "app.stopped" ||
      event.type === "sandbox.ended"
    ) {
      for (const follower of this.#followers)
        if (event.type === "log" ? follower.subject.has(event) : follower.subject.isDone()) this.#serve(follower);
    }
  }

  read(
    { subject: wanted, since = 0, until = this.#kernel.now, source, text = "", last }: Commands["logs.read"]["command"],
    pending: Pending<"logs.read">,
  ): void {
    const subject = this.#find(wanted, pending);
    if (!subject) return;
    const found = this.#kernel.events
      .of("log")
      .filter(
        (event) =>
          event.at >= since &&
          event.at <= until &&
          (source ?? event.stream) === event.stream &&
          event.text.includes(text) &&
          subject.has(event),
      );
    const asked = last ?? found.length;
    if (asked > MAX_ENTRIES)
      return pending.fail(
        "LogsFetchError",
        `${asked} log entries of ${subject.label} are too many at once: ask for ${MAX_ENTRIES} at most, or for a shorter span of time.`,
      );
    pending.reply(found.slice(-asked).map((event) => loggedLine(event, this.#port)));
  }

  /** @returns false if there is nothing to say yet */
  #serve({ pending, subject, after }: Follower): boolean {
    const { events } = this.#kernel;
    const lines = events.since(after).filter((event): event is LogEvent => event.type === "log" && subject.has(event));
    const isDone = subject.isDone();
    if (lines.length === 0 && !isDone) return false;
    pending.reply({ lines: lines.map((event) => loggedLine(event, this.#port)), after: events.length, isDone });
    return true;
  }

  #find(subject: LogSubject, pending: Pending): Subject | undefined {
    const port = this.#port;
    const start = this.#kernel.events.length;
    const { id } = subject;
    if (subject.kind === "app") {
      const own = port.appOfContainer(pending.origin.ordinal);
      const app = id === "" ? (own?.name === subject.name ? own : undefined) : port.app(id);
      if (app)
        return {
          label: `app \`${app.title}\``,
          start,
          has: (event) => port.targetOf(event.container).app === app,
          isDone: () => app.state === "stopped",
        };
    } else if (subject.kind === "function") {
      const target = port.function(id);
      const idOf = ({ input, container }: LogEvent): string =>
        (input === null ? undefined : port.input(input)?.call.target.id) ?? port.targetOf(container).id;
      if (target)
        return {
          label: `\`${target.tag}\``,
          start,
          has: (event) => idOf(event) === id,
          isDone: () => target.app.state === "stopped",
        };
    } else if (subject.kind === "sandbox") {
      const ended = port.hasSandboxEnded(id);
      if (ended !== undefined)
        return {
          label: `sandbox ${id}`,
          start: 0,
          has: (event) => port.targetOf(event.container).id === id,
          isDone: () => port.hasSandboxEnded(id) === true,
        };
    } else {
      const call = port.call(id);
      if (call)
        return {
          label: `call ${id} of \`${call.target.tag}\``,
          start: 0,
          has: (event) => event.input !== null && port.input(event.input)?.call === call,
          isDone: () => call.unended === 0,
        };
    }
    pending.fail(
      "NotFoundError",
      `There is no ${subject.kind === "call" ? "function call" : subject.kind} ${id === "" && subject.kind === "app" ? `\`${subject.name ?? "(unnamed)"}\`` : id} whose logs could be read here.`,
    );
    return undefined;
  }
}
