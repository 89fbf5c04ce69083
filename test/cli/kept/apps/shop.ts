import { App, Secret } from "modal-emulator";

const app = new App("shop");

export const show = app.function({ secrets: [Secret.fromName("shop")] }, async function show() {
  return `${process.env["NAME"]} ${process.env["OPEN"]}`;
});
