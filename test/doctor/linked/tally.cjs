let tally = 0;

exports.tally = () => ++tally;
