import type { ReportData } from "../model/report-data.js";
import { makeTimeline } from "../model/timeline.js";
import { attributes, type OtlpAttribute, type OtlpSpan } from "./otlp-span.js";
import { OtlpSpans } from "./otlp-spans.js";

/** Traces in the JSON form of OTLP, which collectors and Jaeger take: one line of it is a file for `otlpjsonfile`. */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string; readonly version: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

const NAME = "modal-emulator";

/**
 * A report as traces of OpenTelemetry: one for each call that no other call has made. Its attempts are its children, and
 * calls that an attempt has made are children of that. Containers and sandboxes have traces of their own. Ids are made
 * of those in the report, so that equal runs give equal traces. An app is a service.
 */
export function otlpTraces(data: ReportData): OtlpTraces {
  const { version, seed } = data;
  const environments = new Map(Object.values(data.apps).map(({ name, environment }) => [name, environment]));
  const spans = new OtlpSpans(makeTimeline(data)).all();
  return {
    resourceSpans: Array.from(
      Map.groupBy(spans, ({ app }) => app),
      ([app, ofApp]) => ({
        resource: {
          attributes: attributes({
            "service.name": app === "" ? "unknown_service" : app,
            "deployment.environment.name": environments.get(app),
            "telemetry.sdk.name": NAME,
            "telemetry.sdk.language": "nodejs",
            "telemetry.sdk.version": version,
            "modal_emulator.seed": seed,
          }),
        },
        scopeSpans: [{ scope: { name: NAME, version }, spans: ofApp.map(({ span }) => span) }],
      }),
    ),
  };
}
