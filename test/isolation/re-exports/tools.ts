export * from "vitest";
export * from "modal-emulator/emulator";
export * from "modal-emulator";
export * as testing from "modal-emulator/testing";
