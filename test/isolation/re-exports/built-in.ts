export * from "node:util";
export * from "node:timers";
export * as os from "node:os";
export { readFileSync as read, default as fs } from "node:fs";
