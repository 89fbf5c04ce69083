import { variantOf } from "../../api/functions/variant.js";
import { copyOfWire } from "../../contract/wire.js";
import { Apps } from "../apps/apps.js";
import { Functions } from "../apps/functions.js";
import { Attempts } from "../calls/attempts.js";
import { Calls } from "../calls/calls.js";
import type { InputRecord } from "../records/call-record.js";
import { waitsOfInput } from "../calls/wait-graph.js";
import { buildSpec } from "../images/build-spec.js";
import { containerSpec } from "../pools/container-spec.js";
import type { Examination } from "../doctor/examined-world.js";
import { Faults } from "../faults/faults.js";
import { expandCron } from "../host/expand-cron.js";
import { functionMatcher } from "../host/function-matcher.js";
import { FetchRoutes } from "../host/fetch-routes.js";
import { Host } from "../host/host.js";
import { Terminal } from "../host/terminal.js";
import { SandboxPrograms } from "../host/sandbox-programs.js";
import { Mocks } from "../host/mocks.js";
import { Images } from "../images/images.js";
import { Kernel } from "../kernel/kernel.js";
import type { RoundOrder } from "../kernel/round-order.js";
import type { Rounds } from "../kernel/rounds.js";
import type { WallClock } from "../kernel/wall-clock.js";
import { lanePool, strictLanePool } from "../lanes/threads/lane-pool.js";
import { LaneSet } from "../lanes/threads/lane-set.js";
import { showApp } from "../../output/enabled-output.js";
import { ContainerLife } from "../life/container-life.js";
import { ContainerReports } from "../life/container-reports.js";
import { Containers } from "../life/containers.js";
import { handleOwnPace } from "../life/handle-own-pace.js";
import { handleStops } from "../life/handle-stops.js";
import { handlePreemption } from "../life/handle-preemption.js";
import { InputDeliveries } from "../pools/input-deliveries.js";
import { InputReports } from "../pools/input-reports.js";
import type { Sandboxes } from "../sandboxes/sandboxes.js";
import { Schedules } from "../schedules/schedules.js";
import { Environments } from "../storage/environments.js";
import { Mounts } from "../storage/mounts.js";
import { Storage } from "../storage/storage.js";
import { Workspace } from "../workspace/workspace-state.js";
import { WebAddresses } from "../web/web-addresses.js";
import { handleWebRequests } from "../web/web-requests.js";
import { answerQuestions } from "./answer-questions.js";
import { composeRounds } from "./compose-rounds.js";
import { composeSandboxes } from "./compose-sandboxes.js";
import { composeTunnels, type WorldTunnels } from "./compose-tunnels.js";
import { eventsOfApp } from "./events-of-app.js";
import type { WorldSettings } from "./world-options.js";
import { inlineHost } from "./inline-host.js";

/** What a world consists of, as far as its public face needs it. */
export interface WorldParts {
  readonly kernel: Kernel;
  readonly storage: Storage;
  readonly faults: Faults;
  readonly functions: Functions;
  readonly images: Images;
  readonly sandboxes: Sandboxes;
  readonly calls: Calls;
  readonly containers: Containers;
  readonly schedules: Schedules;
  readonly host: Host;
  readonly mocks: Mocks;
  readonly routes: FetchRoutes;
  readonly programs: SandboxPrograms;
  readonly lanes: LaneSet;
  readonly rounds: Rounds;
  readonly addresses: WebAddresses;
  readonly tunnels: WorldTunnels;
  readonly proxyTokens: Workspace["tokens"];
}

/** What is unusual about a world. */
export interface WorldCircumstances {
  readonly examination?: Examination;
  /** In what order rounds are applied, instead of one from the seed. */
  readonly order?: RoundOrder;
  /** What a world with a real clock goes by, instead of the machine's time. */
  readonly wall?: WallClock;
}

/** Puts a world together; nothing else knows all the parts. */
export function composeWorld(
  settings: WorldSettings,
  { examination, order, wall }: WorldCircumstances = {},
): WorldParts {
  const { from, faults: plan, events, ...laneSettings } = settings;
  const kernel = new Kernel(String(settings.seed), settings.startTime, events, order);
  const environments = new Environments(kernel, {
    own: settings.environment,
    ofContainer: (ordinal) => containers.byOrdinal(ordinal)?.owner.target.app.environment,
    inUse: () => apps.environmentsInUse,
    empty: (name) => {
      apps.stopIn(name);
      storage.empty(name);
      images.store.empty(name);
    },
  });
  const storage = new Storage(kernel, environments);
  const mounts = new Mounts(kernel, storage, settings.backgroundCommitMs, (objectId, containerId) =>
    faults.ofStorage.losesCommit(objectId, containerId),
  );
  const changed = (): void => host.change();
  const mocks = new Mocks({ byId: (id) => functions.byId(id), names: () => functions.names }, changed);
  const routes = new FetchRoutes(settings.offline, changed);
  const programs = new SandboxPrograms(routes, changed);
  const host: Host = new Host({
    mocks,
    routes,
    programs,
    terminal: new Terminal(changed),
    environment: settings.environment,
    hasOwnDisks: settings.disk === "private",
    imageBuilder: () => workspace.imageBuilder,
    show: (app) => showApp(eventsOfApp(parts, app.appId), app),
  });
  const lanes = new LaneSet(
    examination?.pool ?? (settings.strict ? strictLanePool : lanePool),
    { ...laneSettings, inspect: examination !== undefined },
    inlineHost(host.session.bindings),
  );

  /** A stand-in comes first, then the function's containers. */
  const dispatch = (input: InputRecord): void => {
    const { target } = input.call;
    if (target.isDropped) attempts.drop(input);
    else if (mocks.find(target)) mock(input);
    else target.pool.enqueue(input);
  };
  const mock = (input: InputRecord): void => {
    const { id, args, call } = input;
    attempts.start(input, undefined);
    kernel.events.add("input.mocked", { input: id });
    const { attempt } = input;
    faults.ofAttempts.deliver([input], undefined, () =>
      kernel.deliverToHost({
        type: "mock",
        inputId: id,
        callId: call.id,
        attempt,
        functionId: call.target.id,
        args: copyOfWire(args),
      }),
    );
  };

  const attempts: Attempts = new Attempts(kernel, {
    dispatch,
    dropContainer: (container, reason, settle) => life.drop(container, reason, settle),
    stopContainer: (container, reason) => life.preempt(container, reason, false),
    idle: (app) => apps.stopIfDone(app),
    waitGraph: (input) => waitsOfInput(kernel, input),
  });
  const containers = new Containers(kernel);
  const life: ContainerLife = new ContainerLife(kernel, containers, {
    coldStartMs: settings.coldStartMs,
    startTrouble: (container) => faults.ofStarts.trouble(container),
  });
  const tunnels = composeTunnels(kernel, (ordinal) => containers.byOrdinal(ordinal)?.id);
  kernel.handleContainers(new ContainerReports(kernel, containers, life, mounts, tunnels.relays));
  handlePreemption(kernel, containers, life);
  handleOwnPace(kernel, containers);
  handleStops(kernel, containers, life);
  const faults: Faults = new Faults(
    {
      kernel,
      storage,
      attempts,
      input: (id) => calls.input(id),
      get functionNames() {
        return functions.names;
      },
      matcher: (target) => functionMatcher(target, host.session),
      environmentOf: (pending) => (pending ? environments.of(pending) : settings.environment),
      containerId: (ordinal) => containers.byOrdinal(ordinal)?.id,
      targetOf: (id) => containers.targetOf(id),
      callerOf: ({ ordinal, inputId }) =>
        (inputId === undefined ? undefined : calls.input(inputId)?.call.target) ??
        containers.byOrdinal(ordinal)?.owner.target.service,
      preempt: (container, reason) => life.preempt(container, reason),
      crash: (container, reason) => life.crash(container, reason),
    },
    plan,
    order !== undefined,
  );
  const schedules = new Schedules(kernel, settings.timeZone, {
    expand: expandCron,
    call: (target) => calls.callScheduled(target),
  });
  const functions: Functions = new Functions(kernel, {
    storage,
    mounts,
    pools: {
      kernel,
      life,
      attempts,
      deliveries: new InputDeliveries(kernel, {
        attempts,
        deliver: (inputs, container, deliver) => faults.ofAttempts.deliver(inputs, container, deliver),
      }),
      reports: new InputReports({
        attempts,
        losesOutput: (input, attempt) => faults.ofAttempts.losesOutput(input, attempt),
      }),
      maxStartFailures: settings.maxStartFailures,
      spec: (container, target, failing) =>
        containerSpec(container, target, failing, { kernel, storage, mounts, settings }),
    },
    schedules,
    dispatch,
  });
  const addresses = new WebAddresses(settings.devSuffix, settings.workspace.name);
  const images = new Images(kernel, {
    environments,
    app: (id) => apps.byId(id),
    trouble: (...layer) => faults.ofBuilds.trouble(...layer),
    life,
    hasOwnDisks: settings.disk === "private",
    plan: (needs, environment, failing) => functions.plan(needs, environment, failing),
    spec: (container, build, failing) => buildSpec(container, build, failing, { storage, mounts, settings }),
  });
  const apps: Apps = new Apps(kernel, {
    environments,
    functions,
    images,
    schedules,
    addresses,
    ofContainer: (ordinal) => containers.byOrdinal(ordinal)?.owner.target.app,
    terminateAll: (app) => {
      calls.terminateAll(app);
      sandboxes.endAll(app);
    },
    afterExits: (app, done) => life.exits.after(app, done),
  });
  const ofSandboxes = {
    tunnels: tunnels.all,
    storage,
    mounts,
    environments,
    images,
    life,
    functions,
    apps,
    containers,
    settings,
  };
  const sandboxes: Sandboxes = composeSandboxes(kernel, ofSandboxes);
  const calls: Calls = new Calls(kernel, {
    attempts,
    target: (id) => functions.byId(id),
    stopContainer: (container, reason, settle) => life.stop(container, reason, settle),
    dispatch,
    isMocked: (target) => mocks.find(target) !== undefined,
  });
  const workspace = new Workspace(kernel, environments, settings.workspace);
  handleWebRequests(kernel, {
    calls,
    attempts,
    addresses,
    relays: tunnels.relays,
    tokens: workspace.tokens,
    maxRequestBytes: settings.maxRequestBytes,
    instance: (cls, parameters, pending) => functions.variant(cls, variantOf(undefined, [parameters]), pending),
  });
  kernel.events.onDrop = (dropped) => {
    for (const part of [calls, containers, sandboxes]) part.forget(dropped);
  };
  answerQuestions(kernel, { addresses, apps, attempts, calls, containers, faults, functions, sandboxes });
  const rounds = composeRounds(kernel, lanes, { schedules, containers, calls, faults }, settings, {
    examination,
    wall,
  });
  kernel.clients.connect(host);
  host.onRequest(() => rounds.poke());
  if (from) storage.load(from);
  const parts: WorldParts = {
    kernel,
    storage,
    faults,
    functions,
    images,
    sandboxes,
    calls,
    containers,
    schedules,
    host,
    mocks,
    routes,
    programs,
    lanes,
    rounds,
    addresses,
    tunnels,
    proxyTokens: workspace.tokens,
  };
  return parts;
}
