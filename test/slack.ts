/**
 * How much longer than promised something may take in `npm test`, which also runs on machines that are busy with other
 * work: a promise that is broken by far is found anywhere. `STRICT_TIMES=1` asks for the promise itself.
 */
export const TIME_SLACK = process.env['STRICT_TIMES'] === '1' ? 1 : 10
