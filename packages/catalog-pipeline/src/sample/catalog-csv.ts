import { productCatalog, type Product } from '../product-catalog.contract.js';

const COLUMNS = Object.keys(productCatalog.shape) as (keyof Product)[];

/** The products as the catalog's export writes them: UTF-8 with a header, LF line ends, quotes only where needed, nothing for a NULL. */
export function catalogCsv(products: readonly Product[]): string {
  const lines = products.map((product) => COLUMNS.map((column) => csvField(product[column])).join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\n');
}

function csvField(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  // An empty string is quoted, since nothing at all means NULL.
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
