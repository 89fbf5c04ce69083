import { expect } from "vitest";
import { App } from "modal-emulator";
import { type Area, type Row, works } from "../row.ts";

const app = new App("container-environment");
const environment = app.function({}, async function environment(name: string) {
  return process.env[name];
});

function variable(name: string, expected: unknown): Row {
  return works(name, name, async () => expect(await environment.remote(name)).toEqual(expected));
}

export const containers: Area = {
  title: "Environment variables of containers",
  deploys: [app],
  rows: [
    variable("MODAL_TASK_ID", expect.stringMatching(/^ta-/)),
    variable("MODAL_ENVIRONMENT", "main"),
    variable("MODAL_IS_REMOTE", "1"),
    variable("MODAL_IMAGE_ID", expect.stringMatching(/^im-/)),
    variable("MODAL_REGION", "local"),
    variable("MODAL_CLOUD_PROVIDER", "CLOUD_PROVIDER_EMULATOR"),
    works(
      "MODAL_IDENTITY_TOKEN (OIDC), MODAL_FUNCTION_RUNTIME and others",
      "MODAL_IDENTITY_TOKEN, MODAL_FUNCTION_RUNTIME",
      async () => {
        expect(await environment.remote("MODAL_IDENTITY_TOKEN")).toMatch(/^emulated\.ta-/);
        expect(await environment.remote("MODAL_FUNCTION_RUNTIME")).toBe("emulator");
      },
      "a token that nobody would take",
    ),
  ],
};
