const { basename } = require("path");

module.exports = { file: basename(__filename), folder: basename(__dirname) };
