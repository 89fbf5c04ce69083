export const kind = "for bundlers";
