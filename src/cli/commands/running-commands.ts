import { EXPLORE_NOTES, EXPLORE_SPECS, exploreCommandOptions } from "../exploring/explore-command-options.js";
import { RUN_NOTES, RUN_SPECS, runOptions } from "../running/run-options.js";
import { SIMULATE_NOTES, SIMULATE_SPECS, simulateOptions } from "../simulating/simulate-options.js";
import { SERVE_SPECS, serveOptions } from "../serving/serve-options.js";
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
  addOptions(run, RUN_SPECS).action((reference: string | undefined, words: readonly string[]) => {
    const options = runOptions(optionValues(run, RUN_SPECS));
    host.job = async () => {
      (await import("../running/warm-up.js")).warmUp(options);
      const { run: carryOut } = await import("../running/run.js");
      host.code = await carryOut(options, reference, words, host.streams, host.around);
    };
  });

  const serve = program
    .command("serve")
    .summary("Serve the web functions and schedules of an app.")
    .description(
      "Runs an app, or all that are deployed, with web functions on a port of this machine and schedules on real time. " +
        "When the file changes, or one that it imports, the app is run anew; what is stored stays. Ctrl-C ends it. " +
        "With --grpc the app is deployed, and Modal's own client in another process finds its functions by their names.",
    )
    .argument("[APP_REF]", "file.ts or file.ts::app; left out, all that is deployed");
  addOptions(serve, SERVE_SPECS).action((reference: string | undefined) => {
    const options = serveOptions(optionValues(serve, SERVE_SPECS));
    host.job = async () => {
      const { serve: carryOut } = await import("../serving/serve.js");
      host.code = await carryOut(options, reference, host);
    };
  });

  const simulate = program
    .command("simulate")
    .summary("Run the schedules of days or months on virtual time.")
    .description(
      "Deploys the apps of a file in a world of their own, or wakes all that is deployed, lets virtual time pass, and " +
        "shows what ran when, what failed, and what it would cost.",
    )
    .argument("[APP_REF]", "file.ts or file.ts::app; left out, all that is deployed")
    .addHelpText("after", `\n${SIMULATE_NOTES}`);
  addOptions(simulate, SIMULATE_SPECS).action((reference: string | undefined) => {
    const options = simulateOptions(optionValues(simulate, SIMULATE_SPECS));
    host.job = async () => {
      (await import("../running/warm-up.js")).warmUp(options);
      const { simulate: carryOut } = await import("../simulating/simulate.js");
      host.code = await carryOut(options, reference, host);
    };
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
  addOptions(explore, EXPLORE_SPECS).action((reference: string) => {
    const options = exploreCommandOptions(optionValues(explore, EXPLORE_SPECS));
    host.job = async () => {
      const { exploreFile } = await import("../exploring/explore-command.js");
      host.code = await exploreFile(options, reference, host);
    };
  });
}
