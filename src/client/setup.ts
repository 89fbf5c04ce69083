import { ANY_TOKEN } from "../emulator/world/world-tokens.js";
import { otherCredentials } from "../emulator/world/other-credentials.js";
import { modalPackage } from "../server/carriers/modal-package.js";
import { AMBIENT_HOST, routeAmbientHost } from "./route-channels.js";
import { giveTime } from "./time-of-clients.js";
import { noteSetUp } from "./world-of-client.js";

// Evaluated before any code that uses Modal's package, as a setup file of Vitest is: clients that are made from then on
// reach the world in sight and nothing else, whatever profile the developer has.
modalPackage(); // says so if it is not installed
for (const name of otherCredentials()) delete process.env[name];
Object.assign(process.env, {
  MODAL_CONFIG_PATH: "/dev/null",
  MODAL_SERVER_URL: `http://${AMBIENT_HOST}`,
  MODAL_TOKEN_ID: ANY_TOKEN.tokenId,
  MODAL_TOKEN_SECRET: ANY_TOKEN.tokenSecret,
  MODAL_PROFILE: "world", // there is none: for a package that has been loaded, and has read the developer's file
});
noteSetUp();
routeAmbientHost();
giveTime();
