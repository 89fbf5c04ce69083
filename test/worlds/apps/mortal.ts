import { App, isLocal } from "modal-emulator";
import { endThread } from "../../support/end-thread.js";

export const mortal = new App("mortal");

export const fromMortal = mortal.function(async function fromMortal(): Promise<string> {
  return "never";
});

if (!isLocal()) endThread();
