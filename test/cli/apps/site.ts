import { App, asgiApp, Dict, Period } from "modal-emulator";

export const app = new App("site");

export const home = app.function(
  {},
  asgiApp(function home() {
    return (request) => {
      const { pathname } = new URL(request.url);
      console.log(`asked for ${pathname}`);
      return new Response(`home of ${pathname}`);
    };
  }),
);

export const Shop = app.cls(
  {},
  class Shop {
    other = asgiApp(() => async (request: Request) => {
      if (!request.url.endsWith("/stock")) return new Response("other");
      const stock = Dict.fromName<number>("stock", { createIfMissing: true });
      return new Response(`${await stock.get("tea")}`);
    });
  },
);

export const often = app.function({ schedule: Period.seconds(1) }, async function often() {
  console.log("now and then");
});
