import { AsyncLocalStorage } from "node:async_hooks";

/** As a package that keeps the context it was loaded in: what it runs belongs to no container. */
const outside = AsyncLocalStorage.snapshot();

export const endThread = () => outside(() => process.reallyExit(3));
