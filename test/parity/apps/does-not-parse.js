// Loaded by containers only.
export const half = (;
