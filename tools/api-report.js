// npm run api-report: writes etc/*.api.md, the public declarations of each entry point. `npm run build` has to be done before.
// With `--check` it writes nothing, and ends with code 1 if a report is not what the declarations are.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

const root = fileURLToPath(new URL("../", import.meta.url));
const isCheck = process.argv.includes("--check");
const { default: manifest } = await import("../package.json", { with: { type: "json" } });

mkdirSync(new URL("../etc/", import.meta.url), { recursive: true });
mkdirSync(new URL("../node_modules/.cache/api-report/", import.meta.url), { recursive: true });

const outdated = Object.entries(manifest.exports).flatMap(([entry, { types }]) => {
  if (types === undefined) return [];
  const name = entry === "." ? "main" : entry.slice(2).replaceAll("/", "-");
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: `${root}${types}`,
      compiler: { tsconfigFilePath: `${root}tsconfig.json`, skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: `${root}etc`,
        reportTempFolder: `${root}node_modules/.cache/api-report`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: `${root}package.json`,
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Error) console.error(message.text);
      message.handled = true;
    },
  });
  return apiReportChanged && isCheck ? [`etc/${name}.api.md`] : [];
});

if (outdated.length > 0) {
  console.error(
    `The public API has changed: ${outdated.join(", ")}. \`npm run api-report\` writes it; look at what that changes.`,
  );
  process.exitCode = 1;
}
