import { expect } from "vitest";
import type { Group } from "../case.js";

export const clients = {
  "client.call": [
    [
      "is answered at once as long as no fault hits",
      async ({ send }) => expect(await send("client.call", { method: "FunctionMap", attempt: 1 })).toBeNull(),
    ],
  ],
} satisfies Group;
