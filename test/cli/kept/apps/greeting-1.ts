import { App, Cron, fastapiEndpoint, Volume } from "modal-emulator";

export const app = new App("greeting");

const volume = Volume.fromName("greetings", { createIfMissing: true });

export const greet = app.function({ volumes: { "/greetings": volume } }, async function greet(name = "you") {
  console.log(`greeting ${name}`);
  return `hello ${name}`;
});

export const nightly = app.function({ schedule: new Cron("0 3 * * *") }, async function nightly() {
  console.log("night");
});

export const hi = app.function(
  {},
  fastapiEndpoint({}, async function hi(name = "web") {
    console.log(`asked for ${name}`);
    return greet.remote(name);
  }),
);
