interface Hint {
  isMeant(message: string): boolean;
  readonly text: string;
}

const HINTS: readonly Hint[] = [
  {
    isMeant: (message) => message === "attempted relative import with no known parent package",
    text: "For relative imports to work, you might need to run your Modal app as a module.",
  },
  {
    isMeant: (message) => message.includes("no kernel image is available for execution on the device"),
    text: "This error usually indicates an outdated CUDA version. If you pin an older version of torch, name the CUDA version with it.",
  },
];

/**
 * Adds a hint to the message of an error that is known to puzzle people, and returns the same error; any other is left
 * alone. Done to every error that comes from a container. Modal: docs/modal/errors.md#hints.
 */
export function excWithHints<E extends globalThis.Error>(error: E): E {
  const hint = error instanceof globalThis.Error && HINTS.find(({ isMeant }) => isMeant(error.message));
  if (!hint) return error;
  const { message, stack } = error;
  const hinted = `${message}\n\nHINT: ${hint.text}`;
  Object.defineProperty(error, "message", { value: hinted, enumerable: false, configurable: true, writable: true });
  if (stack !== undefined)
    Object.defineProperty(error, "stack", {
      value: stack.replace(message, () => hinted),
      enumerable: false,
      configurable: true,
      writable: true,
    });
  return error;
}
