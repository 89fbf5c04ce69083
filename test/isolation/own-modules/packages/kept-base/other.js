exports.isOther = true;
