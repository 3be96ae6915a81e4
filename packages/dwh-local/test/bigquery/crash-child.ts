import { startTestService } from './test-service.js';

/** A process of its own that serves a directory until it is killed. Prints its endpoint. */
const service = await startTestService({ directory: process.argv[2] ?? '' });
process.stdout.write(`${service.endpoint}\n`);
