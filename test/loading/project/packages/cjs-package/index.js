exports.kind = "cjs";
exports.folder = require("path").basename(__dirname);
