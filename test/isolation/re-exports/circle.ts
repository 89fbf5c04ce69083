import { inCircle } from "./round.js";
export * from "./round.js";
export * from "node:util";
export const circle = (): string => inCircle();
