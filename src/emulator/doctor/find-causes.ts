import type { Difference } from "./difference.js";
import type { DoctorCause } from "./doctor-report.js";
import type { ContainerFindings, DoctorRun } from "./doctor-run.js";
import { originOf, type Origin } from "./origin.js";

export type Runs = readonly [DoctorRun, DoctorRun];

/** Experiments: does the difference go away under other circumstances? */
export interface Experiments {
  /** Packages are evaluated in each container. */
  isGoneWithBundled(packages: true | readonly string[]): Promise<boolean>;
  /** Every run has threads that nothing has run in before. */
  isGoneWithFreshThreads(): Promise<boolean>;
}

/** How often an experiment is made where real I/O may have made two runs agree by chance. */
const REPEATED = 3;

/** Most packages that are tried one by one. */
const TRIED_ALONE = 8;

/** Why two runs differ: what is proven by an experiment comes first, then what took part. */
export async function findCauses(
  difference: Difference | undefined,
  runs: Runs,
  experiments: Experiments,
): Promise<DoctorCause[]> {
  const origin = difference && originOf(difference, runs);
  const lost = lostThreads(runs);
  if (lost) return [lost];
  if (!difference || origin === "test code") return [testCode(runs, difference)];
  const involved = involvedContainers(origin, runs);
  const io = realIo(involved, runs);
  const tried = io ? repeated(experiments) : experiments;
  const packages = await packageState(runs, tried);
  const builtIns = packages.length > 0 ? undefined : await changedBuiltIns(runs, tried);
  const chance = unseededChance(involved, runs);
  const causes = [...packages, ...(builtIns ? [builtIns] : []), ...(chance ? [chance] : []), ...(io ? [io] : [])];
  if (causes.length > 0) return causes;
  if (runs.some(({ uses }) => uses.length > 0)) return [testCode(runs, difference)];
  return [(await tried.isGoneWithFreshThreads()) ? thread() : unknown()];
}

async function always(experiment: () => Promise<boolean>): Promise<boolean> {
  for (let time = 0; time < REPEATED; time++) if (!(await experiment())) return false;
  return true;
}

function repeated({ isGoneWithBundled, isGoneWithFreshThreads }: Experiments): Experiments {
  return {
    isGoneWithBundled: (packages) => always(() => isGoneWithBundled(packages)),
    isGoneWithFreshThreads: () => always(isGoneWithFreshThreads),
  };
}

function lostThreads(runs: Runs): DoctorCause | undefined {
  const lost = runs.flatMap(({ events }) => events.filter((event) => event.type === "world.nondeterministic"));
  if (lost.length === 0) return undefined;
  return {
    kind: "thread",
    names: lost.map(({ container }) => container),
    text: `a thread ended under its containers, and their inputs ran again: ${lost[0]?.reason ?? ""}.`,
  };
}

function testCode(runs: Runs, difference: Difference | undefined): DoctorCause {
  const uses = new Map(runs.flatMap((run) => run.uses.map(({ what, at }) => [`${what} at ${at}`, what])));
  const names = [...uses.keys()];
  const what = difference
    ? "what differs comes from the test's own code"
    : "the body failed in one run only, though the same happened in both";
  const why =
    names.length > 0
      ? `it used ${names.join(", ")}`
      : "it read no real time or chance that is known here, so look for variables outside the body that a run leaves changed, or for real I/O while a call waits, which belongs inside `world.hold`";
  return { kind: "test code", names, text: `${what}; ${why}.` };
}

/** The container that the difference stems from; all that took part if that is not known. */
function involvedContainers(origin: Origin, runs: Runs): readonly ContainerFindings[] {
  const all = runs.flatMap(({ containers }) => [...containers.values()]);
  if (typeof origin !== "object") return all;
  const own = runs.flatMap(({ containers }) => containers.get(origin.container) ?? []);
  return own.length > 0 ? own : all;
}

function realIo(involved: readonly ContainerFindings[], runs: Runs): DoctorCause | undefined {
  const own = involved.filter(({ io }) => io.size > 0);
  const found =
    own.length > 0 ? own : runs.flatMap(({ containers }) => [...containers.values()].filter(({ io }) => io.size > 0));
  if (found.length === 0) return undefined;
  const names = unique(found.flatMap(({ io }) => [...io]));
  const who = functionsOf(found);
  const part = own.length > 0 ? "what differs comes from a container that" : "containers that took part";
  return {
    kind: "real I/O",
    names,
    text: `${part} did real I/O: ${who} (${names.join(", ")}). Neither its answers nor their order come from the seed: answer with \`world.onFetch\` or \`world.mock\`.`,
  };
}

function unseededChance(involved: readonly ContainerFindings[], runs: Runs): DoctorCause | undefined {
  const own = involved.filter(({ chance }) => chance.size > 0);
  const found = own.length > 0 ? own : findings(runs).filter(({ chance }) => chance.size > 0);
  if (found.length === 0) return undefined;
  const names = unique(found.flatMap(({ chance }) => [...chance]));
  const part = own.length > 0 ? "what differs comes from a container that" : "containers that took part";
  return {
    kind: "unseeded chance",
    names,
    text: `${part} asked the machine for what no seed decides: ${functionsOf(found)} (${names.join(", ")}). Use keys and names that are fixed, or keep what is drawn out of arguments, results and logs.`,
  };
}

async function packageState(runs: Runs, experiments: Experiments): Promise<DoctorCause[]> {
  const packages = unique(
    findings(runs).flatMap(({ packages: loaded }) =>
      Array.from(loaded, packageOf).filter((name) => name !== undefined),
    ),
  );
  if (packages.length === 0 || !(await experiments.isGoneWithBundled(true))) return [];
  const alone: string[] = [];
  for (const name of packages.slice(0, TRIED_ALONE)) if (await experiments.isGoneWithBundled([name])) alone.push(name);
  if (alone.length > 0)
    return alone.map((name) => ({
      kind: "package state",
      names: [name],
      text: `\`${name}\` keeps state between containers: the difference is gone with \`bundle: [${JSON.stringify(name)}]\`.`,
    }));
  const list = packages.map((name) => `\`${name}\``).join(", ");
  return [
    {
      kind: "package state",
      names: packages,
      text: `${list}, or packages that they use, keep state between containers: the difference is gone with \`bundle: true\`.`,
    },
  ];
}

async function changedBuiltIns(runs: Runs, experiments: Experiments): Promise<DoctorCause | undefined> {
  const changed = findings(runs).filter(({ builtIns }) => builtIns.size > 0);
  if (changed.length === 0) return undefined;
  const names = unique(changed.flatMap(({ builtIns }) => [...builtIns]));
  const proof = (await experiments.isGoneWithFreshThreads())
    ? " The difference is gone in threads where nothing has run before."
    : "";
  return {
    kind: "built-ins",
    names,
    text: `while ${functionsOf(changed)} ran, ${names.join(", ")} changed, for every container of the thread.${proof} With \`strict: true\`, such a change fails where it happens.`,
  };
}

function thread(): DoctorCause {
  return {
    kind: "thread",
    names: [],
    text: "a run leaves something in its threads that the next one meets: the difference is gone in threads where nothing has run before. Look for files that are loaded with `require`, and for what they or packages keep in `globalThis`.",
  };
}

function unknown(): DoctorCause {
  return {
    kind: "unknown",
    names: [],
    text: "no package that keeps state, no changed built-in object, no real I/O and no real time or chance in the test's own code was found. Look for files that containers read or write, and for variables of the test that its stand-ins read.",
  };
}

function findings(runs: Runs): ContainerFindings[] {
  return runs.flatMap(({ containers }) => [...containers.values()]);
}

function functionsOf(containers: readonly ContainerFindings[]): string {
  return unique(containers.map(({ functionName }) => `\`${functionName}\``)).join(", ");
}

/** Name of the package that a module outside of bundles belongs to. */
function packageOf(specifier: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(specifier)?.[1]?.replace("\\", "/");
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
