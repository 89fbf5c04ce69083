// Source: declarations of modal@0.11.1
import { fileURLToPath } from "node:url";
import ts from "typescript-5.9";
import { expect, test } from "vitest";

/** Names of Modal's JavaScript SDK that handles have no counterpart of, or that mean something else here. */
const NOT_HERE = {
  "begin with a ModalClient, which is Modal's own": `
    ModalClient ModalClientParams LogLevel Logger Profile
    AppService CloudBucketMountService ClsService EnvironmentObjectsService EnvironmentService FunctionCallService
    FunctionService ImageService ProxyService QueueService SandboxService SandboxSnapshotService SecretService
    SidecarService VolumeService`,
  "measurements, of which there are none": `
    FunctionMetricsExportParams FunctionMetricsManager MetricDefinition MetricSeries MetricsSchema MetricsSchemaParams
    ObjectMetrics TimeSeriesPoint`,
  "options of what has none here": `
    ImageDeleteParams QueueEphemeralParams SandboxExperimentalFromNameParams SandboxExperimentalListParams
    SandboxMountImageParams SecretFromObjectParams SidecarMountImageParams SidecarUnmountImageParams
    VolumeEphemeralParams`,
  'gVisor or a virtual machine there, "memory" or "process" here': "SandboxRuntime",
};

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FILES = [file("node_modules/modal/dist/index.d.ts"), file("dist/main.d.ts")] as const;

test(
  "every name that Modal's package exports is exported, but for those that mean nothing here",
  { timeout: 60_000 },
  () => {
    const program = ts.createProgram(FILES, {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ESNext,
      skipLibCheck: true,
      types: [],
    });
    const checker = program.getTypeChecker();
    const [theirs, own] = FILES.map((path) => {
      const source = program.getSourceFile(path);
      const symbol = source && checker.getSymbolAtLocation(source);
      return symbol ? checker.getExportsOfModule(symbol).map(({ name }) => name) : [];
    });
    const missing = theirs?.filter((name) => !own?.includes(name)) ?? [];
    expect(missing.toSorted()).toEqual(
      Object.values(NOT_HERE)
        .flatMap((names) => names.trim().split(/\s+/))
        .toSorted(),
    );
    expect(theirs).toHaveLength(167);
  },
);
