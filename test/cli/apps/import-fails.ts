import { App } from "modal-emulator";

export const app = new App("import-fails");

interface Settings {
  readonly depth: number;
}

function configure({ depth }: Settings): never {
  throw new RangeError(`depth ${depth} is too much`);
}

configure({ depth: 3 });
