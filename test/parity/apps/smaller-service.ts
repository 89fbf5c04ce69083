import { App, exit, method, parameter } from "modal-emulator";

export const app = new App("redeployed");

export const Service = app.cls(
  {},
  class Service {
    size = parameter({ default: "s" });
    place = method(async () => `new ${this.size}`);
    close = exit(() => console.log("new closed"));
  },
);
// What was a class is a function now.
export const Switch = app.function({}, async function Switch() {
  return "a function";
});
