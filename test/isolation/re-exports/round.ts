import { format } from "./circle.js";
export * from "./circle.js";
export const inCircle = (): string => format("%s", "around");
