import { App } from "modal-emulator";

export const app = new App();

export const f = app.function({}, async function f() {});
