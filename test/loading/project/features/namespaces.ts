import { App } from "modal-emulator";

namespace Units {
  export const metre = 100;
}

export const app = new App("namespaces");
export const probe = app.function(async function probe(): Promise<number> {
  return Units.metre;
});
export const expected = 100;
