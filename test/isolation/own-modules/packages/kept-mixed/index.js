const esm = require("kept-esm");
exports.esm = esm;
exports.Kept = esm.default;
