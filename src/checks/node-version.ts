/** As in `engines` of package.json. */
const NEEDED = 24;

/**
 * What is wrong with the Node that this runs in, in one sentence; `undefined` if nothing is. Everything that is
 * imported before has to be known to every Node: the package is built as ES2022, so that it can say this.
 */
export const nodeProblem: string | undefined =
  Number(process.versions.node.split(".", 1)[0]) < NEEDED
    ? `modal-emulator needs Node.js ${NEEDED} or later, and this is ${process.version} (${process.execPath}).`
    : undefined;
