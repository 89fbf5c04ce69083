import { App, Secret } from "modal-emulator";

export const app = new App("stateful");
export const key = app.function({ secrets: [Secret.fromName("api")] }, async function key() {
  console.log(process.env["KEY"]);
  return process.env["KEY"];
});
