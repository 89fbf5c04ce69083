// Stands for a package: loaded once per lane, outside of any container.
const { promisify } = require("node:util");

const sleep = promisify(setTimeout);

module.exports = {
  sleep,
  hours: () => Math.floor(process.uptime() / 3600),
  shout: (text) => process.stdout.write(`${text}\n`),
};
