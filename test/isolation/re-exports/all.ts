export * from "./tools.js";
export * from "./packages.js";
export * from "./built-in.js";
export * from "./circle.js";
