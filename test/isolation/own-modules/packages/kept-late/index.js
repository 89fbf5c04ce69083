import base from "kept-base";
const { random } = Math;
export const draw = () => random();
export { base };
