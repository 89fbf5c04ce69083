import { App, Secret } from "modal-emulator";

export const app = new App("secretive-greeting");

export const greets = app.function({ secrets: [Secret.fromName("greeting")] }, async function greets() {
  return `${process.env["GREETING"]} ${process.env["NAME"] ?? "nobody"}`;
});

export const asks = app.function(async function asks() {
  return (await fetch("http://greeting.test/")).text();
});
