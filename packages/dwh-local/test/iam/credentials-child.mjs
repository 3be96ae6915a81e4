import { BigQuery } from '@google-cloud/bigquery';

const bigQuery = new BigQuery({ projectId: 'bm-local', apiEndpoint: process.env.ENDPOINT, location: 'EU' });
const [rows] = await bigQuery.query('SELECT SESSION_USER() AS who');
process.stdout.write(rows[0].who);
