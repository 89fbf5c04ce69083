export * from "modal-emulator";
export * from "modal-emulator/emulator";
export * from "./own.js";
export * from "./packages.js";
export * from "node:util";
