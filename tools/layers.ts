/**
 * The rooms of `src`, from below to above. Each may import the rooms that its row names, all of which stand before it;
 * of Node and of npm only what its row names. What has no row fails.
 */
export interface Room {
  /** Folder below `src`; `.` is `src` itself. */
  readonly room: string;
  readonly imports?: readonly string[];
  /** Built-in modules, without `node:`. */
  readonly node?: readonly string[] | "any";
  /** Packages of npm. */
  readonly packages?: readonly string[];
  /** May use time, chance and timers of the real world. */
  readonly real?: true;
}

const GROUND = ["contract", "checks"];
/** What all of the API stands on. */
const API = [...GROUND, "api/codec", "api/session"];
/** What all of the core stands on. */
const CORE = ["contract", "emulator/kernel"];
const RECORDS = [...CORE, "emulator/records"];

export const LAYERS: readonly Room[] = [
  // the ground: commands, results, definitions, settings, wire, errors
  { room: "contract", node: ["util"] },
  { room: "checks", imports: ["contract"], node: ["module", "url"], packages: ["acorn"] },

  // what an app imports
  { room: "api/codec", imports: GROUND, node: ["util"] },
  { room: "api/session", imports: ["contract", "api/codec"], node: ["async_hooks"] },
  { room: "api/resources", imports: GROUND },
  { room: "api/schedules", imports: GROUND },
  { room: "api/sandboxes", imports: GROUND },
  { room: "api/storage", imports: API, node: ["fs", "path", "util"] },
  { room: "api/images", imports: [...GROUND, "api/resources", "api/storage"], node: ["fs", "path", "v8"] },
  {
    room: "api/settings",
    imports: [...GROUND, "api/images", "api/resources", "api/schedules", "api/session", "api/storage"],
  },
  { room: "api/logs", imports: [...GROUND, "api/session"], node: ["util"] },
  { room: "api/calls", imports: [...API, "api/logs"] },
  { room: "api/types", imports: ["contract", "api/calls", "api/logs", "api/settings"], node: ["http"] },
  { room: "api/marks", imports: [...API, "api/types"], node: ["async_hooks", "util"] },
  {
    room: "api/functions",
    imports: [...API, "api/calls", "api/logs", "api/marks", "api/settings", "api/storage", "api/types"],
  },
  { room: "api/classes", imports: [...API, "api/functions", "api/logs", "api/marks", "api/settings", "api/types"] },
  {
    room: "api/app",
    imports: [
      ...API,
      "api/classes",
      "api/functions",
      "api/images",
      "api/logs",
      "api/marks",
      "api/settings",
      "api/storage",
      "api/types",
    ],
  },
  { room: "api/inside", imports: [...GROUND, "api/marks", "api/session"] },
  { room: "api/web", imports: [...GROUND, "api/marks", "api/session", "api/types"] },
  {
    room: "api",
    imports: [
      ...GROUND,
      "api/app",
      "api/calls",
      "api/classes",
      "api/functions",
      "api/images",
      "api/inside",
      "api/logs",
      "api/marks",
      "api/resources",
      "api/sandboxes",
      "api/schedules",
      "api/session",
      "api/settings",
      "api/storage",
      "api/types",
      "api/web",
    ],
  },

  // the core: synchronous, no I/O, no real time
  { room: "emulator/kernel", imports: GROUND, packages: ["nanoid"] },
  { room: "emulator/storage", imports: [...GROUND, "emulator/kernel"] },
  { room: "emulator/records", imports: [...CORE, "emulator/storage"] },
  { room: "emulator/life", imports: [...RECORDS, "emulator/storage"] },
  { room: "emulator/calls", imports: RECORDS },
  { room: "emulator/pools", imports: [...RECORDS, "emulator/storage", "emulator/calls", "emulator/life"] },
  { room: "emulator/schedules", imports: [...RECORDS, "checks"] },
  { room: "emulator/web", imports: [...RECORDS, "checks", "emulator/calls"] },
  {
    room: "emulator/apps",
    imports: [...RECORDS, "checks", "emulator/storage", "emulator/pools", "emulator/schedules", "emulator/web"],
  },
  { room: "emulator/logs", imports: RECORDS },
  { room: "emulator/bill", imports: [...RECORDS, "checks"] },
  {
    room: "emulator/faults",
    imports: [
      ...RECORDS,
      ...GROUND,
      "api/codec",
      "api/functions",
      "api/storage",
      "api/types",
      "emulator/calls",
      "emulator/storage",
    ],
  },

  // whose code runs, and what it sees
  { room: "emulator/time", imports: ["emulator/kernel", "api/session"], node: "any", real: true },
  { room: "emulator/participants", imports: [...CORE, "api/codec", "api/session"] },
  { room: "emulator/gateway", imports: ["contract", "emulator/participants"], node: "any", packages: ["ws"] },
  { room: "emulator/lanes/bundling", imports: GROUND, node: "any", packages: ["es-module-lexer", "esbuild"] },
  { room: "emulator/lanes/mounts/tree", imports: ["contract"], node: "any", packages: ["memfs"] },
  {
    room: "emulator/lanes/mounts/fs",
    imports: ["emulator/lanes/mounts/tree"],
    node: "any",
  },
  {
    room: "emulator/lanes/mounts",
    imports: [...CORE, "api/session", "emulator/lanes/mounts/fs", "emulator/lanes/mounts/tree"],
    node: "any",
    packages: ["memfs"],
  },
  { room: "emulator/lanes/ports", imports: ["emulator/time"], node: "any", real: true },
  {
    room: "emulator/lanes/surroundings",
    imports: [
      ...CORE,
      "emulator/participants",
      "emulator/time",
      "emulator/lanes/mounts",
      "emulator/lanes/mounts/fs",
      "emulator/lanes/ports",
    ],
    node: "any",
    real: true,
  },
  {
    room: "emulator/lanes/routing",
    imports: [
      ...CORE,
      "checks",
      "api",
      "api/session",
      "emulator/time",
      "emulator/lanes/mounts",
      "emulator/lanes/mounts/fs",
      "emulator/lanes/ports",
      "emulator/lanes/surroundings",
    ],
    node: "any",
    real: true,
  },
  {
    room: "emulator/lanes/realm",
    imports: [
      "checks",
      "api",
      "api/marks",
      "api/session",
      "api/web",
      "emulator/time",
      "emulator/lanes/bundling",
      "emulator/lanes/mounts",
      "emulator/lanes/routing",
      "emulator/lanes/surroundings",
    ],
    node: "any",
    packages: ["esbuild"],
  },
  {
    room: "emulator/lanes/web",
    imports: [
      "contract",
      "checks",
      "api/codec",
      "api/session",
      "api/types",
      "api/web",
      "emulator/gateway",
      "emulator/participants",
      "emulator/lanes/ports",
    ],
    node: "any",
    packages: ["crossws", "ws"],
    real: true,
  },
  {
    room: "emulator/lanes/container",
    imports: [
      ...CORE,
      ...API,
      "api/app",
      "api/classes",
      "api/functions",
      "emulator/participants",
      "emulator/time",
      "emulator/lanes/mounts",
      "emulator/lanes/ports",
      "emulator/lanes/realm",
      "emulator/lanes/routing",
      "emulator/lanes/surroundings",
      "emulator/lanes/web",
    ],
    node: "any",
  },
  {
    room: "emulator/lanes/wire",
    imports: ["contract", "emulator/kernel", "emulator/lanes/bundling"],
    node: "any",
    real: true,
  },
  {
    room: "emulator/lanes/threads",
    imports: [
      ...CORE,
      ...API,
      "api",
      "api/app",
      "emulator/time",
      "emulator/lanes/bundling",
      "emulator/lanes/container",
      "emulator/lanes/mounts",
      "emulator/lanes/realm",
      "emulator/lanes/routing",
      "emulator/lanes/web",
      "emulator/lanes/wire",
    ],
    node: "any",
    packages: ["memfs"],
    real: true,
  },

  // the test's side, and the whole
  {
    room: "emulator/host",
    imports: [
      ...RECORDS,
      ...API,
      "api",
      "api/classes",
      "api/functions",
      "api/types",
      "emulator/participants",
      "emulator/schedules",
      "emulator/storage",
      "emulator/time",
    ],
    node: "any",
    packages: ["cron-parser"],
    real: true,
  },
  {
    room: "emulator/doctor",
    imports: [
      ...CORE,
      "checks",
      "api",
      "api/codec",
      "api/session",
      "emulator/calls",
      "emulator/time",
      "emulator/lanes/routing",
      "emulator/lanes/threads",
    ],
    node: "any",
    real: true,
  },
  { room: "output", imports: ["api/session", "emulator/kernel"], node: "any", real: true },
  {
    room: "emulator/world",
    imports: [
      ...RECORDS,
      ...GROUND,
      "api/codec",
      "api/session",
      "api/app",
      "api/functions",
      "api/types",
      "emulator/apps",
      "emulator/bill",
      "emulator/calls",
      "emulator/doctor",
      "emulator/faults",
      "emulator/gateway",
      "emulator/host",
      "emulator/lanes/container",
      "emulator/lanes/threads",
      "emulator/life",
      "emulator/logs",
      "emulator/participants",
      "emulator/pools",
      "emulator/schedules",
      "emulator/storage",
      "emulator/time",
      "emulator/web",
      "output",
    ],
    node: "any",
  },
  {
    room: "emulator",
    imports: [
      ...CORE,
      "emulator/bill",
      "emulator/doctor",
      "emulator/faults",
      "emulator/host",
      "emulator/lanes/threads",
      "emulator/schedules",
      "emulator/storage",
      "emulator/participants",
      "emulator/web",
      "emulator/world",
    ],
  },
  { room: ".", imports: ["api", "api/session", "emulator/world"] },

  // front ends
  {
    room: "testing/matchers",
    imports: [...GROUND, "api/classes", "api/functions", "api/types", "emulator/bill", "emulator/world"],
    node: "any",
  },
  {
    room: "testing/explore",
    imports: [
      ...GROUND,
      "emulator/faults",
      "emulator/kernel",
      "emulator/lanes/threads",
      "emulator/time",
      "emulator/world",
      "testing/matchers",
    ],
    node: "any",
    packages: ["fast-check"],
  },
  {
    room: "testing",
    imports: ["api/types", "emulator/world", "testing/explore", "testing/matchers"],
    packages: ["vitest"],
  },
  { room: "cli/endings", imports: ["contract", "checks"], node: ["timers/promises", "util"], real: true },
  {
    room: "cli/options",
    imports: ["contract", "checks", "api/app", "api/classes", "cli/endings"],
  },
  {
    room: "cli/targets",
    imports: ["contract", "checks", "api/app", "api/classes", "api/types", "emulator", "cli/endings", "cli/options"],
    node: ["fs", "path"],
  },
  {
    room: "cli/running",
    imports: ["contract", "checks", "emulator", "output", "cli/endings", "cli/options", "cli/targets"],
    node: ["fs/promises", "util"],
  },
  {
    room: "cli/serving",
    imports: [
      "contract",
      "checks",
      "api/app",
      "emulator",
      "output",
      "cli/endings",
      "cli/options",
      "cli/running",
      "cli/targets",
    ],
    node: ["fs", "path"],
    real: true,
  },
  {
    room: "cli/interrupts",
    imports: ["checks"],
    node: ["async_hooks", "fs", "inspector", "process", "vm", "worker_threads"],
    real: true,
  },
  {
    room: "cli",
    imports: [...GROUND, "output", "cli/endings", "cli/interrupts", "cli/running", "cli/serving"],
    node: ["fs", "util"],
    real: true,
  },
];
