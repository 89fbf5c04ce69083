/**
 * What becomes of a setting of a built-in module, which holds for a whole thread or process, in a container: `kept`, it
 * holds for the containers of its lane, and neither for the host nor for other worlds; `refused`, it says that a
 * container may not do this; `own`, the container has a module of its own there; `harmless`, it sets nothing that
 * others could notice, or is a constant.
 */
export type SettingTreatment = "kept" | "refused" | "own" | "harmless";

const rows = (treatment: SettingTreatment, names: string): [string, SettingTreatment][] =>
  names.split(/\s+/).map((name) => [name, treatment]);

/** By module and name. */
export const MODULE_SETTINGS: Readonly<Record<string, SettingTreatment>> = Object.fromEntries([
  ...rows(
    "kept",
    `dns.setDefaultResultOrder dns/promises.setDefaultResultOrder
    net.setDefaultAutoSelectFamily net.setDefaultAutoSelectFamilyAttemptTimeout stream.setDefaultHighWaterMark
    tls.DEFAULT_CIPHERS tls.DEFAULT_ECDH_CURVE tls.DEFAULT_MIN_VERSION
    tls.DEFAULT_MAX_VERSION http.globalAgent https.globalAgent http.setMaxIdleHTTPParsers http.Agent.defaultMaxSockets
    events.defaultMaxListeners events.setMaxListeners events.captureRejections util.inspect.defaultOptions events.usingDomains
    buffer.INSPECT_MAX_BYTES buffer.Buffer.poolSize worker_threads.setEnvironmentData`,
  ),
  ...rows(
    "refused",
    `dns.setServers dns/promises.setServers tls.setDefaultCACertificates v8.setFlagsFromString v8.setHeapSnapshotNearHeapLimit v8.stopCoverage os.setPriority crypto.setEngine
    crypto.setFips inspector.open inspector.close inspector.waitForDebugger inspector/promises.open
    inspector/promises.close inspector/promises.waitForDebugger trace_events.createTracing cluster.setupPrimary
    cluster.setupMaster http.setGlobalProxyFromEnv module.setSourceMapsSupport util.setTraceSigInt`,
  ),
  ...rows(
    "own",
    `timers.setTimeout timers.setInterval timers.setImmediate timers/promises.setTimeout timers/promises.setInterval
    timers/promises.setImmediate`,
  ),
  ...rows(
    "harmless",
    `https.globalAgent.defaultPort
    module.enableCompileCache v8.startupSnapshot.setDeserializeMainFunction cluster.schedulingPolicy`,
  ),
]);
