import { withoutControls } from "../showing/without-controls.js";

/**
 * What others are told of a command that holds a state: `run long.ts`, `secret create`. What follows may be secret, and
 * is left out.
 */
export function toldCommand(argv: readonly string[]): string {
  const rest = argv.findIndex((word) => word.startsWith("-") || word.includes("="));
  return withoutControls(argv.slice(0, rest === -1 ? 2 : Math.min(rest, 2)).join(" "));
}
