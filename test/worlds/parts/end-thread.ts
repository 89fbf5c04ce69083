/** Ends the thread, out of reach of the container's own `process`. */
export const { endThread } = (await import(new URL("./outside.mjs", import.meta.url).href)) as { endThread: () => void };
