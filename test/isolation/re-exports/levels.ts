export * from "./own.js";
export * as api from "./own.js";
export { App as Application, Queue as default } from "modal-emulator";
export const Volume = "of this module, and not of the package";
