import { EXPLORE_NOTES, EXPLORE_SPECS, exploreCommandOptions } from "../exploring/explore-command-options.js";
import { RUN_NOTES, RUN_SPECS, runOptions } from "../running/run-options.js";
import { SIMULATE_NOTES, SIMULATE_SPECS, simulateOptions } from "../simulating/simulate-options.js";
import { SERVE_SPECS, serveOptions } from "../serving/serve-options.js";
import type { OptionValues } from "../options/command-options.js";
import type { OptionSpec } from "../options/option-spec.js";
import { addOptions, optionValues } from "../parsing/add-options.js";
import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";

/** `run`, `serve`, `simulate` and `explore`. Modal: docs/modal/command-line.md#run, docs/modal/command-line.md#deploy-serve-shell. */
export function addRunningCommands(program: CommandLine, host: CommandHost): void {
  const run = program
    .command("run")
    .summary("Run a function or a local entrypoint.")
    .description("Runs a local entrypoint or a function of a Modal app in a world of its own, on a virtual clock.")
    .argument("[FUNC_REF]", "file.ts, file.ts::name or file.ts::app.name")
    .argument("[arguments...]", "Arguments of the function.")
    .addHelpText("after", `\n${RUN_NOTES}`)
    .passThroughOptions()
    .allowUnknownOption(false);
  inOwnWorld(
    run,
    RUN_SPECS,
    host,
    runOptions,
    async (options, reference: string | undefined, words: readonly string[]) => {
      (await import("../running/warm-up.js")).warmUp(options);
      const { run: carryOut } = await import("../running/run.js");
      return carryOut(options, reference, words, host);
    },
  );

  const serve = program
    .command("serve")
    .summary("Serve the web functions and schedules of an app.")
    .description(
      "Runs an app, or all that are deployed, with web functions on a port of this machine and schedules on real time. " +
        "When the file changes, or one that it imports, the app is run anew; what is stored stays. Ctrl-C ends it. " +
        "With --grpc the app is deployed, and Modal's own client in another process finds its functions by their names.",
    )
    .argument("[APP_REF]", "file.ts or file.ts::app; left out, all that is deployed");
  inOwnWorld(serve, SERVE_SPECS, host, serveOptions, async (options, reference: string | undefined) =>
    (await import("../serving/serve.js")).serve(options, reference, host),
  );

  const simulate = program
    .command("simulate")
    .summary("Run the schedules of days or months on virtual time.")
    .description(
      "Deploys the apps of a file in a world of their own, or wakes all that is deployed, lets virtual time pass, and " +
        "shows what ran when, what failed, and what it would cost.",
    )
    .argument("[APP_REF]", "file.ts or file.ts::app; left out, all that is deployed")
    .addHelpText("after", `\n${SIMULATE_NOTES}`);
  inOwnWorld(simulate, SIMULATE_SPECS, host, simulateOptions, async (options, reference: string | undefined) => {
    (await import("../running/warm-up.js")).warmUp(options);
    return (await import("../simulating/simulate.js")).simulate(options, reference, host);
  });

  const explore = program
    .command("explore")
    .summary("Find out whether something holds in every world.")
    .description(
      "Runs a function of a world under many seeds, with what happens at one instant in different orders, and with " +
        "things that go wrong; makes a failure as small as it gets.",
    )
    .argument("<FILE_REF>", "file.ts or file.ts::name")
    .addHelpText("after", `\n${EXPLORE_NOTES}`);
  inOwnWorld(explore, EXPLORE_SPECS, host, exploreCommandOptions, async (options, reference: string) =>
    (await import("../exploring/explore-command.js")).exploreFile(options, reference, host),
  );
}

/** Makes a command that has a world of its own. @param carryOut gives the code that it ends with */
function inOwnWorld<Options, A extends readonly unknown[]>(
  command: CommandLine,
  specs: readonly OptionSpec[],
  host: CommandHost,
  read: (values: OptionValues) => Options,
  carryOut: (options: Options, ...args: A) => Promise<number>,
): void {
  addOptions(command, specs).action(() => {
    const options = read(optionValues(command, specs));
    host.job = async () => {
      host.code = await carryOut(options, ...(command.processedArgs as unknown as A));
    };
  });
}
