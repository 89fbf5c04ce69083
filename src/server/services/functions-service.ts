import { classArguments } from "../../api/classes/class-arguments.js";
import { bindVariant, variantOf } from "../../api/functions/variant.js";
import { parseAutoscalerUpdate } from "../../api/settings/parse-autoscaler.js";
import type { AutoscalerSettings } from "../../contract/backend.js";
import { compact } from "../../contract/compact.js";
import type { AutoscalerSettings as AutoscalerMessage } from "../protocol/modal.js";
import type { Init } from "../rpc/handlers.js";
import { millisecondsOf } from "../values/timestamps.js";
import { parametersOf } from "../values/sent-parameters.js";
import { dynamicSettings } from "./dynamic-settings.js";
import { metadataOf } from "./function-metadata.js";
import { orUndefined, type Service } from "./service.js";

/** What ends the name of a class. */
const CLASS = /\.\*$/;

/** Deployed functions and classes: lookups, options, autoscaling. */
export const functions: Service = (session) => {
  const { backend } = session;
  const find = (functionId: string) => backend.send("function.find", { functionId });
  return {
    functionGet: async ({ appName, objectTag, environmentName, appVersion }) => {
      const { functionId } = await backend.send("function.lookup", {
        app: appName,
        name: objectTag.replace(CLASS, ""),
        isClass: CLASS.test(objectTag),
        environment: orUndefined(environmentName),
        version: orUndefined(appVersion),
      });
      return { functionId, handleMetadata: metadataOf(await find(functionId)) };
    },
    functionGetById: async ({ functionId }) => {
      const found = await find(functionId);
      return { function: { isClass: found.cls !== undefined }, handleMetadata: metadataOf(found) };
    },
    functionBindParams: async ({ functionId, serializedParams, functionOptions }) => {
      const { tag, cls, appId } = await find(functionId);
      const given = cls && cls.parameters.length > 0 ? [parametersOf(serializedParams)] : [];
      const variant = variantOf(dynamicSettings(functionOptions), cls && classArguments(tag, cls, given));
      if (!variant) return { boundFunctionId: functionId, handleMetadata: metadataOf(await find(functionId)) };
      const bound = await bindVariant(session, `${cls ? "Class" : "Function"} "${tag}"`, functionId, variant);
      return { boundFunctionId: bound.functionId, handleMetadata: metadataOf({ ...bound, appId }) };
    },
    functionGetCurrentStats: async ({ functionId }) => {
      const { backlog, numTotalRunners, numRunningInputs, inputHeadroom } = await backend.send("function.stats", {
        functionId,
      });
      return { backlog, numTotalTasks: numTotalRunners, numRunningInputs, inputHeadroom };
    },
    functionGetTimeRangeStats: async ({ functionId, since, until, containerId, rollup: withVariants }) => {
      const counts = await backend.send("function.history", {
        functionId,
        since: millisecondsOf(since),
        until: millisecondsOf(until),
        containerId: orUndefined(containerId ?? ""),
        withVariants,
      });
      return {
        since,
        until,
        inputSuccessCount: counts.succeeded,
        inputFailureCount: counts.failed,
        inputTimeoutCount: counts.timedOut,
        inputRunningAtEndCount: counts.pending,
        containerStartedCount: counts.containers.started,
        containerErrorCount: counts.containers.failed,
        containerCreatingAtEndCount: counts.containers.creating,
        variantCount: counts.variants,
      };
    },
    // no measurements are kept
    functionGetMetrics: async ({ functionId, since, until, bucketSecs }) => {
      await find(functionId);
      return { since, until, bucketSecs };
    },
    metricsGetInfo: () => ({}),
    functionUpdateSchedulingParams: async ({ functionId, settings }) => {
      const current = await backend.send("function.autoscaler", { functionId, settings: autoscalerOf(settings) });
      return { currentSettings: messageOf(current) };
    },
  };
};

function autoscalerOf(message: AutoscalerMessage | null): AutoscalerSettings {
  const { minContainers, maxContainers, bufferContainers, scaledownWindow } = message ?? {};
  return parseAutoscalerUpdate(
    compact({
      minContainers: minContainers ?? undefined,
      maxContainers: maxContainers ?? undefined,
      bufferContainers: bufferContainers ?? undefined,
      scaledownWindowMs: typeof scaledownWindow === "number" ? scaledownWindow * 1000 : undefined,
    }),
  );
}

function messageOf({ scaledownWindowMs, ...settings }: AutoscalerSettings): Init<AutoscalerMessage> {
  return { ...settings, ...(scaledownWindowMs !== undefined && { scaledownWindow: scaledownWindowMs / 1000 }) };
}
