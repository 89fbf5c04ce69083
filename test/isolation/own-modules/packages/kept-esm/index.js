import { createRequire } from "node:module";
import base, { draw as drawOfBase } from "kept-base";
const { random } = Math;
const required = createRequire(import.meta.url);
export default class Kept {}
export { base };
export const draw = () => [random(), drawOfBase()];
export const late = () => import("kept-late");
export const require = (name) => required(name);
export const fail = () => {
  throw new Error("of kept-esm");
};
export const where = [import.meta.filename, import.meta.dirname];
