/** Queries of this page have it, so that the list of jobs can leave them out. */
export const PAGE_LABEL = 'dwh_page';
