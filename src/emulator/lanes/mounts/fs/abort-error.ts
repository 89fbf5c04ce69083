/** What a function fails with whose options have a signal that has been given. */
export function abortError(options: unknown): Error | undefined {
  if (typeof options !== "object" || options === null || !("signal" in options)) return undefined;
  const signal = options.signal as AbortSignal | undefined;
  if (!signal?.aborted) return undefined;
  return Object.assign(new Error("The operation was aborted", { cause: signal.reason }), {
    name: "AbortError",
    code: "ABORT_ERR",
  });
}
