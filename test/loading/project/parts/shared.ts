export const shared: object = {};
