import { expect } from "vitest";
import { InvalidError, NotFoundError } from "modal-emulator";
import type { WebPiece, WebRequest } from "../../../src/contract/web-commands.js";
import { running } from "../apps/contract.js";
import type { Asked, Group } from "../case.js";

const site = async (asked: Asked): Promise<string> => {
  const { idOf } = await running(asked);
  return (await asked.send("function.webUrl", { functionId: idOf("site") })) ?? "";
};

const get = (url: string, more: Partial<WebRequest> = {}): WebRequest => ({
  url,
  method: "GET",
  headers: [],
  body: null,
  isOpen: false,
  isSocket: false,
  ...more,
});

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const text = (pieces: readonly WebPiece[]): string => pieces.map((piece) => Buffer.from(piece).toString()).join("");

/** What comes until the end. */
async function rest({ send }: Asked, exchange: number): Promise<string[]> {
  const parts: string[] = [];
  for (;;) {
    const { pieces, end } = await send("web.take", { exchange });
    if (pieces.length > 0) parts.push(text(pieces));
    if (end) return parts;
  }
}

export const web = {
  "function.webUrl": [
    [
      "says where a web function is reached, and nothing of another",
      async (asked) => {
        const { idOf } = await running(asked);
        expect(await asked.send("function.webUrl", { functionId: idOf("site") })).toBe(
          "https://emulator--contract-site-dev.modal.run",
        );
        expect(await asked.send("function.webUrl", { functionId: idOf("double") })).toBeNull();
        await asked.refused("function.webUrl", { functionId: "fu-none" }, NotFoundError, "fu-none");
      },
    ],
  ],
  "web.open": [
    [
      "is answered with the head, and with all that there is by then",
      async (asked) => {
        const url = await site(asked);
        const answer = await asked.send("web.open", { exchange: 1, request: get(`${url}/hello`) });
        expect(answer).toMatchObject({ url: `${url}/hello`, head: { status: 200 }, end: {} });
        expect(text(answer.pieces)).toBe("hello");
      },
    ],
    [
      "takes a path for the only web function, and answers 404 for a name that nothing has",
      async (asked) => {
        await site(asked);
        const path = await asked.send("web.open", { exchange: 1, request: get("/hello") });
        expect(path.head.status).toBe(200);
        const other = get("https://emulator--other.modal.run/");
        expect((await asked.send("web.open", { exchange: 2, request: other })).head.status).toBe(404);
      },
    ],
    [
      "refuses what is no address of the world, by the addresses that there are",
      async (asked) => {
        const url = await site(asked);
        for (const wrong of ["https://example.com", "example"])
          await asked.refused("web.open", { exchange: 1, request: get(wrong) }, InvalidError, wrong);
        await asked.refused("web.open", { exchange: 1, request: get("https://example.com/") }, InvalidError, url);
      },
    ],
  ],
  "web.send": [
    [
      "adds to the body of a request, until its end",
      async (asked) => {
        const url = await site(asked);
        const request = get(url, { method: "POST", body: bytes("a"), isOpen: true });
        const opened = asked.send("web.open", { exchange: 1, request });
        await asked.send("web.send", { exchange: 1, pieces: [bytes("b"), bytes("c")] });
        await asked.send("web.send", { exchange: 1, pieces: [bytes("d")], end: {} });
        const { head, pieces, end } = await opened;
        expect(head.headers).toContainEqual(["x-method", "POST"]);
        expect([text(pieces), ...(end ? [] : await rest(asked, 1))].join("")).toBe("abcd");
      },
    ],
    [
      "is answered also if nobody takes the request",
      async (asked) => {
        expect(await asked.send("web.send", { exchange: 7, pieces: [bytes("a")] })).toBeNull();
      },
    ],
  ],
  "web.take": [
    [
      "is answered with each piece as it comes, and with the end",
      async (asked) => {
        const url = await site(asked);
        const { pieces, end } = await asked.send("web.open", { exchange: 1, request: get(`${url}/steps`) });
        expect([pieces, end]).toEqual([[], undefined]);
        expect(await rest(asked, 1)).toEqual(["one", "two"]);
        await asked.refused("web.take", { exchange: 1 }, InvalidError, "taken to its end");
      },
    ],
  ],
  "web.leave": [
    [
      "gives a request up, whatever has become of it",
      async (asked) => {
        const url = await site(asked);
        const opening = asked.refused(
          "web.open",
          { exchange: 1, request: get(`${url}/slow`) },
          InvalidError,
          "given up",
        );
        expect(await asked.send("web.leave", { exchange: 1 })).toBeNull();
        expect(await asked.send("web.leave", { exchange: 1 })).toBeNull();
        await asked.refused("web.take", { exchange: 1 }, InvalidError, "taken to its end");
        await opening;
      },
    ],
  ],
} satisfies Group;
