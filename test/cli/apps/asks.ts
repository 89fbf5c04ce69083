import { App } from "modal-emulator";

const app = new App("asks");

app.localEntrypoint(async function main() {
  console.log(app.isInteractive);
});
