import { createRequire } from "node:module";

const { version: ofPackage } = createRequire(import.meta.url)("../../package.json") as { version: string };

/** Version of this package, as Modal's `__version__`. Modal: section 13.1. */
export const version: string = ofPackage;
