import { styleText } from "node:util";
import type { Output } from "./streams.js";

/** Colours a text for a terminal; elsewhere, and if `NO_COLOR` is set, it stays as it is. */
export function paint(output: Output, colour: "red" | "green" | "yellow" | "dim", text: string): string {
  return hasColours(output) ? styleText(colour, text, { validateStream: false }) : text;
}

export function hasColours({ isTTY }: Output): boolean {
  return isTTY === true && !process.env["NO_COLOR"];
}
