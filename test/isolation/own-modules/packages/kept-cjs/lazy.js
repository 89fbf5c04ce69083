const { random } = Math;
exports.draw = () => random();
exports.base = require("kept-base");
