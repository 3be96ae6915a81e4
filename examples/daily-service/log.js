/** A line of JSON for each entry. A service that has pino passes its logger instead: it has the same two functions. */
export const log = {
  info: (entry, message) => console.log(JSON.stringify({ level: 'info', message, ...entry })),
  error: (entry, message) => console.log(JSON.stringify({ level: 'error', message, ...entry })),
};
