import fs from "node:fs";
import { UnimplementedError } from "../../../contract/errors.js";
import { overlay } from "./overlay.js";

type Report = typeof process.report;

/** From before anything was routed: that of this process. */
const real = process.report as Report & { excludeNetwork: boolean };

/** What a report needs of its container. */
export interface ReportHost {
  readonly now: number;
  write(stream: "stdout" | "stderr", text: string): void;
}

interface Settings {
  directory: string;
  filename: string;
  compact: boolean;
  excludeNetwork: boolean;
  excludeEnv: boolean;
}

/** Those that have Node write a report by itself. */
const TRIGGERS = ["reportOnFatalError", "reportOnSignal", "reportOnUncaughtException"] as const;

/**
 * `process.report` of a container: its settings and environment are the container's, and files are written by
 * `node:fs`.
 */
export function ownReport(host: ReportHost, env: NodeJS.ProcessEnv): Report {
  const settings: Settings = { directory: "", filename: "", compact: false, excludeNetwork: false, excludeEnv: false };
  let written = 0;
  const getReport = (cause?: globalThis.Error): { header?: object; environmentVariables?: object } => {
    const before = real.excludeNetwork;
    real.excludeNetwork = settings.excludeNetwork;
    try {
      const { environmentVariables: _, ...report } = real.getReport(cause) as { environmentVariables?: object };
      return settings.excludeEnv ? report : { ...report, environmentVariables: { ...env } };
    } finally {
      real.excludeNetwork = before;
    }
  };
  const members = {
    getReport,
    writeReport: (given?: unknown, cause?: unknown): string => {
      const isError = typeof given === "object" && given !== null;
      if (!isError && given !== undefined) checkType("file", given, "string");
      const file = isError || !given ? settings.filename || madeName(host.now, ++written) : (given as string);
      const report = getReport((isError ? given : cause) as globalThis.Error | undefined);
      Object.assign(report.header ?? {}, { event: "JavaScript API", trigger: "API", filename: file });
      const text = `${JSON.stringify(report, null, settings.compact ? undefined : 2)}\n`;
      if (file === "stdout" || file === "stderr") host.write(file, text);
      else writeFile(host, settings.directory ? `${settings.directory}/${file}` : file, text);
      return file;
    },
  };
  for (const [name, initial] of Object.entries(settings))
    Object.defineProperty(members, name, {
      get: () => settings[name as keyof Settings],
      set: (value: unknown) => {
        checkType(name, value, typeof initial);
        Object.assign(settings, { [name]: value });
      },
    });
  for (const name of TRIGGERS)
    Object.defineProperty(members, name, {
      get: () => false,
      set: (value: unknown) => {
        checkType(name, value, "boolean");
        if (value)
          throw new UnimplementedError(
            `process.report.${name} would have Node itself write a file on the host's own disk. Call process.report.writeReport() instead.`,
          );
      },
    });
  return overlay(real, members, true);
}

function writeFile(host: ReportHost, path: string, text: string): void {
  host.write("stderr", `\nWriting Node.js report to file: ${path}\n`);
  fs.writeFileSync(path, text);
  host.write("stderr", "Node.js report completed\n");
}

/** As Node makes them up: of the time, the process, the thread, and how many it has written. */
function madeName(now: number, written: number): string {
  const moment = new globalThis.Date(now).toISOString();
  const [day = "", time = ""] = moment.replaceAll(/[-:]|\..*/g, "").split("T");
  return `report.${day}.${time}.1.0.${String(written).padStart(3, "0")}.json`;
}

function checkType(name: string, value: unknown, type: string): void {
  if (typeof value === type) return;
  throw Object.assign(new TypeError(`The "${name}" argument must be of type ${type}. Received type ${typeof value}`), {
    code: "ERR_INVALID_ARG_TYPE",
  });
}
