import { App } from "modal-emulator";

export const app = new App("broken";
