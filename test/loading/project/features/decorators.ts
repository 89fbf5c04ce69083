import { App } from "modal-emulator";

function doubled(method: (this: object) => number, _context: ClassMethodDecoratorContext): (this: object) => number {
  return function (this: object) {
    return 2 * method.call(this);
  };
}

class Sum {
  @doubled
  total(): number {
    return 4;
  }
}

export const app = new App("decorators");
export const probe = app.function(async function probe(): Promise<number> {
  return new Sum().total();
});
export const expected = 8;
