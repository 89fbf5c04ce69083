export * from "modal-emulator";
export const own = "own";
