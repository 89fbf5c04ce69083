import type { App } from "../../api/app/app.js";
import type { LoadedModule } from "../../emulator/index.js";
import { EarlyEnd } from "../endings/early-end.js";
import { errorText } from "../endings/error-text.js";
import { ExitCode } from "../endings/exit-code.js";
import { Interrupted } from "../endings/interrupted.js";
import { captureHostOutput } from "../../output/capture-host-output.js";
import { hasColours, paint } from "../../output/paint.js";
import { Screen } from "../../output/screen.js";
import type { Streams } from "../../output/streams.js";
import { givenSecrets } from "../running/given-secrets.js";
import { setUp } from "../running/set-up.js";
import { setSecrets, startWorld } from "../running/start-world.js";
import type { Surroundings } from "../endings/surroundings.js";
import { parseReference } from "../targets/reference.js";
import { UsageError } from "../endings/usage-error.js";
import { loadApp } from "../targets/load-app.js";
import { SERVE_USAGE, type ServeOptions } from "./serve-options.js";
import { servedApps } from "./served-apps.js";
import { ServedWorld } from "./served-world.js";
import { WatchedFiles } from "./watch-files.js";

/**
 * `modal-emulator serve`: the web functions of an app on a port, and its schedules on real time, until it is
 * interrupted. Modal: docs/modal/command-line.md#deploy-serve-shell.
 * @throws UsageError, InvalidError, ReportedError or Interrupted if it does not come to that
 */
export async function serve(
  options: ServeOptions,
  reference: string | undefined,
  streams: Streams,
  around: Surroundings,
): Promise<ExitCode> {
  if (reference === undefined) throw new UsageError("There is nothing to serve: name a file.", SERVE_USAGE);
  const { file, path } = parseReference(reference);
  const screen = new Screen(streams);
  using _captured = captureHostOutput((stream, text) => screen.write(stream, text), hasColours(streams.stdout));
  using end = new EarlyEnd(around);
  const tellStop = (): ExitCode => {
    screen.write("stderr", "Stopped.\n");
    return ExitCode.ok;
  };
  using _words = around.lastWords.prepare(tellStop);
  try {
    const module = await end.race(loadApp(file));
    const apps = servedApps(module, file, path);
    const secrets = await givenSecrets(options.secrets);
    const clock = options.isVirtual ? "virtual" : "real";
    await using command = await startWorld({ ...options, clock }, secrets, {
      apps: "asleep",
      command: `serve ${reference}`,
      usage: SERVE_USAGE,
      around,
      warn: (message) => screen.write("stderr", `${message}\n`),
    });
    const { world } = command;
    if (options.setup !== undefined) {
      await setUp(world, options.setup, end);
      setSecrets(world, secrets); // the command line has the last word
    }
    await using served = await ServedWorld.open(world, { options, file, screen, now: around.now });
    await untilEnd(served, { file, path, module, apps }, end, screen);
    return ExitCode.ok;
  } catch (error) {
    const reason = await end.reasonFor(error);
    if (!(reason instanceof Interrupted)) throw reason;
    return tellStop();
  }
}

/** What is served, and where it came from. */
interface Served {
  readonly file: string;
  readonly path: string | undefined;
  readonly module: LoadedModule;
  readonly apps: readonly App[];
}

/** Serves, and runs anew what changes. An interrupted app ends in good order, if that does not take too long. */
async function untilEnd(
  served: ServedWorld,
  { file, path, module, apps }: Served,
  end: EarlyEnd,
  screen: Screen,
): Promise<void> {
  const reload = async (): Promise<void> => {
    try {
      const changed = await loadApp(file);
      watched.watch(changed.files);
      await served.run(servedApps(changed, file, path));
    } catch (error) {
      screen.write("stderr", `${paint(screen.stderr, "red", errorText(error))}\n`);
    }
  };
  let reloading = Promise.resolve();
  using watched = new WatchedFiles(() => {
    reloading = reloading.then(reload);
  });
  try {
    watched.watch(module.files);
    await end.race(served.run(apps));
    await end.race(new Promise<never>(() => undefined));
  } catch (error) {
    if (error instanceof Interrupted) await end.hasten(served.stop());
    throw error;
  }
}
