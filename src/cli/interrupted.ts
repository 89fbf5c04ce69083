/** The run was ended from outside, by Ctrl-C. Exit code 130. */
export class Interrupted extends Error {
  override name = "Interrupted";

  constructor() {
    super("Interrupted.");
  }
}

/** Waits for `work`, but no longer than until the signal. @throws Interrupted then */
export async function interruptible<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const interrupt = (): void => reject(new Interrupted());
  if (signal.aborted) interrupt();
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}
