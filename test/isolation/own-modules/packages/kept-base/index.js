// one of two files, as packages with a build for production have them
if (process.env.NO_SUCH_VARIABLE) module.exports = require("./other.js");
else module.exports = require("./real.js");
