import { Option } from "commander";
import type { CommandLine } from "../parsing/command-line.js";
import { wholeNumber } from "../parsing/whole-number.js";
import type { CommandHost } from "../state/command-host.js";
import { keptCommand, OPTIONS } from "./kept-command.js";

const APP = ["<APP_IDENTIFIER>", "Name or id of the app."] as const;

const strategy = (): Option =>
  new Option(
    "--strategy <STRATEGY>",
    "What becomes of old containers: they finish their inputs, or are stopped.",
  ).choices(["rolling", "recreate"]);

/** Options of commands that show logs. */
export function logOptions(command: CommandLine): CommandLine {
  return command
    .option("--since <TIME>", "From then on: 2026-01-31T12:00:00Z, or 30m, 12h, 7d ago.")
    .option("--until <TIME>", "Until then.")
    .addOption(new Option("-n, --tail <N>", "The last lines. [default: 100]").argParser(wholeNumber))
    .option("--search <TEXT>", "Only lines with this text.")
    .addOption(new Option("-s, --source <SOURCE>", "Only of this.").choices(["stdout", "stderr", "system", "all"]))
    .option("--timestamps", "Virtual time before each line.");
}

const handlers = (): Promise<typeof import("../deploying/app-handlers.js")> => import("../deploying/app-handlers.js");

/** `deploy` and `app`. Modal: docs/modal/command-line.md#deploy-serve-shell. */
export function addAppCommands(program: CommandLine, host: CommandHost): void {
  keptCommand(
    program
      .command("deploy")
      .summary("Deploy an app: its functions are found by name.")
      .description(
        "Keeps an app with the code that it has now: `run` finds its functions by name, `serve` serves it, `simulate` runs its schedules.",
      )
      .argument("<APP_REF>", "file.ts or file.ts::app")
      .option("--name <NAME>", "Name of the deployment. [default: that of the app]")
      .option("--tag <TAG>", "Tag of the version, at most 50 characters.")
      .addOption(strategy())
      .option("--stream-logs", "Show what the app writes after it is deployed, while it is served.")
      .option("--timestamps", "Virtual time before each line of these."),
    host,
    { writes: true, apps: "asleep" },
    async () => (await import("../deploying/deploy-handler.js")).deployFile,
  );
  const app = program.command("app").description("Manage deployed apps.");
  keptCommand(
    app
      .command("list")
      .description("List apps.")
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).listApps,
  );
  keptCommand(
    logOptions(app.command("logs").description("Show what an app has written."))
      .argument(...APP)
      .option("-f, --follow", "Show what it writes from now on.")
      .option("--all", "All lines that are kept.")
      .option("--function <NAME>", "Only of this function, by name or id.")
      .option("--function-call <ID>", "Only of this call.")
      .option("--container <ID>", "Only of this container.")
      .option("--show-function-id", "The function's id before each line.")
      .option("--show-function-call-id", "The call's id before each line.")
      .option("--show-container-id", "The container's id before each line."),
    host,
    { writes: false },
    async () => (await import("../deploying/log-handler.js")).appLogs,
  );
  keptCommand(
    app
      .command("history")
      .description("List the versions of an app.")
      .argument(...APP)
      .option(...OPTIONS.json),
    host,
    { writes: false },
    async () => (await handlers()).appHistory,
  );
  keptCommand(
    app
      .command("stop")
      .description("Stop an app.")
      .argument(...APP)
      .option(...OPTIONS.yes),
    host,
    { writes: true },
    async () => (await handlers()).stopApp,
  );
  keptCommand(
    app
      .command("rollback")
      .description("Deploy an earlier version again.")
      .argument(...APP)
      .argument("[VERSION]", "v5 or 5. [default: the one before]")
      .addOption(strategy()),
    host,
    { writes: true, apps: "asleep" },
    async () => (await handlers()).rollbackApp,
  );
  keptCommand(
    app
      .command("rollover")
      .description("Replace the containers of an app, with the same code.")
      .argument(...APP)
      .addOption(strategy()),
    host,
    { writes: true, apps: "asleep" },
    async () => (await handlers()).rolloverApp,
  );
}
