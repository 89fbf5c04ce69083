import { App, Secret } from "modal-emulator";

export const app = new App("secretive");

const reveal = app.function({ secrets: [Secret.fromDict({ KEY: "hunter-2" })] }, async function reveal() {
  console.log(`the key is ${process.env.KEY}`);
  throw new Error(`bad key ${process.env.KEY}`, { cause: new TypeError(`not ${process.env.KEY}`) });
});

app.localEntrypoint(async function main() {
  await reveal.remote();
});
