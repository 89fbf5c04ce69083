/** What version 0.11.1 of Modal's JavaScript package has that is left out here, and why. A `*` at the end stands for all that begins so. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "FunctionHandleMetadata.functionSchema = 45": "no client for JavaScript reads it",
  "FunctionGetResponse.function = 5": "no client for JavaScript reads it",
  "FunctionData.*": "of it, a client reads whether it is a class or a server",
  "Sandbox.nfsMounts = 9": "no client for JavaScript sends it",
  "Sandbox.s3Mounts = 12": "no client for JavaScript sends it: buckets are sent as cloudBucketMounts",
  "Sandbox.outboundPolicy = 44": "no client for JavaScript sends it: policies are sent as experimentalOutboundPolicy",
};

/** What is not in the table. */
export function unknown(drift: readonly string[]): string[] {
  const known = Object.keys(LEFT_OUT);
  return drift.filter(
    (what) => !known.some((each) => (each.endsWith("*") ? what.startsWith(each.slice(0, -1)) : what === each)),
  );
}

/** What is in the table and has no reason to be there. */
export function needless(drift: readonly string[]): string[] {
  return Object.keys(LEFT_OUT).filter(
    (each) => !drift.some((what) => (each.endsWith("*") ? what.startsWith(each.slice(0, -1)) : what === each)),
  );
}
