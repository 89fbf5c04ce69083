import { withSession } from "../../api/session/session.js";
import type { Streams } from "../../output/streams.js";
import { ExitCode } from "../endings/exit-code.js";
import type { Surroundings } from "../endings/surroundings.js";
import type { CommandLine } from "../parsing/command-line.js";
import { carryOutKept } from "../state/carry-out-kept.js";
import type { CommandContext, StateUse } from "../state/command-context.js";
import type { CommandHost } from "../state/command-host.js";
import type { Visit } from "../state/door.js";
import type { StateSession } from "../state/state-session.js";

/** What is served, to those who change it. */
export interface Live {
  readonly session: StateSession;
  /** One change at a time. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Apps may have come or gone. */
  readonly changed: () => Promise<void>;
}

/** Carries out commands of other processes in the world that is served. */
export class LiveHost implements CommandHost {
  readonly streams: Streams;
  readonly around: Surroundings;
  readonly argv: readonly string[];
  readonly directory: string;
  readonly carryOut: CommandHost["carryOut"];
  job: () => Promise<void> = () => Promise.resolve();
  code: number = ExitCode.ok;
  readonly #visit: Visit;
  readonly #live: Live;

  constructor(visit: Visit, live: Live, { around, carryOut }: Pick<CommandHost, "around" | "carryOut">) {
    this.#visit = visit;
    this.#live = live;
    this.streams = visit.streams;
    this.argv = visit.argv;
    this.directory = visit.directory;
    this.around = { ...around, signal: visit.signal, overdue: visit.signal };
    this.carryOut = carryOut;
  }

  async act(use: StateUse, command: CommandLine, body: (context: CommandContext) => Promise<void>): Promise<void> {
    const { session, inTurn, changed } = this.#live;
    const { env } = command.opts<{ env?: string }>();
    const { world, state } = session;
    const environment = env ?? this.#visit.environment ?? world.session.environment ?? "main";
    const { streams, directory, signal } = this.#visit;
    const context = {
      ...{ world, state, environment, streams, directory, signal },
      confirm: (question: string) => this.#visit.confirm(question),
      logs: () => session.logs,
      isLive: true,
    };
    const within = (own: CommandContext): Promise<void> => withSession(world.session, () => body(own), environment);
    if (!use.writes) return await carryOutKept(context, within);
    const before = state.attached.apps;
    await carryOutKept(
      context,
      (own) => inTurn(() => within(own)),
      () => inTurn(() => session.keep()),
    );
    if (state.attached.apps !== before) await changed();
  }
}
