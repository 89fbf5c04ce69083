const fs = require("node:fs");
const { random } = Math;
const { readFileSync, writeFile } = fs;
const stat = require("node:util").promisify(fs.stat);
const base = require("kept-base");
exports.draw = () => random();
exports.base = base;
exports.lazy = () => require("./lazy.js");
exports.late = () => import("kept-late");
exports.again = () => {
  delete require.cache[require.resolve("./lazy.js")];
  return require("./lazy.js");
};
exports.files = async (path) => {
  await new Promise((resolve, reject) => writeFile(path, "kept", (error) => (error ? reject(error) : resolve())));
  return [readFileSync(path, "utf8"), (await stat(path)).size];
};
exports.where = [__filename, __dirname, module.filename, require.resolve("kept-base")];
