const { random } = Math;
const { now } = Date;
exports.draw = () => [random(), now()];
exports.count = 0;
exports.isOther = false;
