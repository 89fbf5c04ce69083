import { App } from "modal-emulator";

const seen: string[] = [];

function note(_target: object, name: string, descriptor: PropertyDescriptor): void {
  seen.push(`${name} ${typeof descriptor.value} ${import.meta.url.slice(-3)}`);
}

class Sum {
  @note
  total(): number {
    return 4;
  }
}

export const app = new App("legacy-decorators");
export const probe = app.function(async function probe(): Promise<unknown[]> {
  return [new Sum().total(), ...seen];
});
export const expected = [4, "total function .ts"];
