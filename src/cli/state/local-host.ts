import type { Streams } from "../../output/streams.js";
import { withSession } from "../../api/session/session.js";
import { EarlyEnd } from "../endings/early-end.js";
import { ExitCode } from "../endings/exit-code.js";
import type { CommandLine } from "../parsing/command-line.js";
import type { Surroundings } from "../endings/surroundings.js";
import { carryOutKept } from "./carry-out-kept.js";
import { confirm } from "./confirm.js";
import type { CommandContext, StateUse } from "./command-context.js";
import type { CommandHost } from "./command-host.js";
import { StateIsServed } from "./state-is-served.js";
import { statePlace } from "./state-place.js";
import { toldCommand } from "./told-command.js";

/** Carries commands out in this process. */
export class LocalHost implements CommandHost {
  readonly streams: Streams;
  readonly around: Surroundings;
  readonly argv: readonly string[];
  readonly directory: string = process.cwd();
  readonly carryOut: CommandHost["carryOut"];
  job: () => Promise<void> = () => Promise.resolve();
  code: number = ExitCode.ok;

  constructor(argv: readonly string[], streams: Streams, around: Surroundings, carryOut: CommandHost["carryOut"]) {
    this.carryOut = carryOut;
    this.argv = argv;
    this.streams = streams;
    this.around = around;
  }

  async act(use: StateUse, command: CommandLine, body: (context: CommandContext) => Promise<void>): Promise<void> {
    using end = new EarlyEnd(this.around);
    try {
      await end.race(this.#act(use, command, body, end));
    } catch (error) {
      throw await end.reasonFor(error);
    }
  }

  async #act(
    use: StateUse,
    command: CommandLine,
    body: (context: CommandContext) => Promise<void>,
    end: EarlyEnd,
  ): Promise<void> {
    const { env, state: named } = command.opts<{ env?: string; state?: string }>();
    const { StateSession } = await import("./state-session.js"); // with all of the emulator
    try {
      await using session = await StateSession.open({
        ...use,
        place: statePlace(this.directory, named ?? process.env["MODAL_EMULATOR_STATE"]),
        command: toldCommand(this.argv),
        world: { threads: use.apps === undefined ? 0 : 1, ...(env !== undefined && { environment: env }) },
        warn: (message) => this.streams.stderr.write(`${message}\n`),
        around: this.around,
      });
      const environment = env ?? session.world.session.environment ?? "main";
      const context = {
        world: session.world,
        state: session.state,
        environment,
        logs: () => session.logs,
        streams: this.streams,
        directory: this.directory,
        signal: this.around.signal,
        isLive: false,
        confirm: (question: string) => confirm(question, this.streams, this.around.signal),
      };
      await carryOutKept(
        context,
        (own) => end.race(withSession(session.world.session, () => body(own), environment)),
        use.writes ? () => session.keep() : undefined,
      );
    } catch (error) {
      if (!(error instanceof StateIsServed)) throw error;
      const { forward } = await import("./forward.js");
      const { door } = error.holder;
      this.code = await forward(door, this, (question) => confirm(question, this.streams, this.around.signal));
    }
  }
}
