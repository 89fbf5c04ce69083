import { App, fastapiEndpoint, Queue, Sandbox } from "modal-emulator";

export const app = new App("waiting");
const doors = Queue.fromName<string>("doors", { createIfMissing: true });

export const wait = app.function(
  {},
  fastapiEndpoint(async function wait() {
    console.log("waiting");
    return `${await doors.get()} opened`;
  }),
);

export const open = app.function(
  {},
  fastapiEndpoint(async function open() {
    await doors.put("a door");
    return "open";
  }),
);

export const box = app.function(
  {},
  fastapiEndpoint(async function box() {
    const sandbox = await Sandbox.create("sleep", "100000", { app });
    return sandbox.objectId;
  }),
);
