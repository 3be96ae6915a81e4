import { bind } from '../emit/bind.js';
import { RAISED } from '../emit/raise.js';
import { quoteString } from '../emit/quote.js';
import { signature, type Family } from './signature.js';

export const CONDITIONAL_FUNCTIONS: Family = {
  COALESCE: [signature('T* -> T', (...values) => `COALESCE(${values.join(', ')})`)],
  ERROR: [signature('STRING -> INT64', (message) => `CAST(error(${quoteString(RAISED)} || ${message}) AS BIGINT)`)],
  IF: [signature('BOOL, T, T -> T', (condition, then, otherwise) => `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`)],
  IFNULL: [signature('T, T -> T', (value, otherwise) => `COALESCE(${value}, ${otherwise})`)],
  NULLIF: [signature('T, T -> T', (value, unwanted) => bind([value, unwanted], (v, u) => `CASE WHEN ${v} = ${u} THEN NULL ELSE ${v} END`))],
};
