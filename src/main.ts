export * from "./api/errors.js";
export { ModalError as Error } from "./api/errors.js";
