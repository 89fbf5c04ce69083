/** A module of the package, as the reference shows it. */
export interface ReferenceModule {
  /** What programs import, and the folder of its pages. */
  readonly name: string;
  /** What it is made of, from the root of the repository. */
  readonly source: string;
  readonly summary: string;
  /** Interfaces that have lines of their own; others are found from where they are used. */
  readonly types: readonly string[];
}

/** In the order in which they are shown. `modal-emulator/client/setup` has no names: it is imported for what it does. */
export const MODULES: readonly ReferenceModule[] = [
  {
    name: "modal-emulator",
    source: "src/main.ts",
    summary: "What an app imports: all of Modal's public names.",
    types: [
      "FunctionType",
      "GeneratorFunction",
      "WebFunction",
      "AppOptions",
      "FunctionOptions",
      "MapOptions",
      "EndpointOptions",
      "SandboxCreateOptions",
      "ExecOptions",
      "LogsManager",
      "ObjectManager",
    ],
  },
  {
    name: "modal-emulator/vitest",
    source: "src/testing/vitest.ts",
    summary: "Vitest's `test` with a world for each test, and matchers.",
    types: ["ModalFixtures", "ModalMatchers"],
  },
  {
    name: "modal-emulator/testing",
    source: "src/testing/testing.ts",
    summary: "`explore`, which finds races, and what matchers are made of: for any test runner.",
    types: ["Explore", "ExploreOptions"],
  },
  {
    name: "modal-emulator/emulator",
    source: "src/emulator/index.ts",
    summary: "Worlds, and what can be asked of one: its clock, faults, logs, events, schedules, bill.",
    types: [
      "EmulatorOptions",
      "WorldClock",
      "Faults",
      "WorldLogs",
      "WorldSchedules",
      "WorldSandboxes",
      "WorldSecrets",
      "EventTypes",
      "Bill",
    ],
  },
  {
    name: "modal-emulator/client",
    source: "src/client/modal-client.ts",
    summary: "Clients of Modal's own package for JavaScript that talk to a world.",
    types: [],
  },
];
