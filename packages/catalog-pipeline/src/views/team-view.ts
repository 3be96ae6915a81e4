/** What one team sees of the catalog. */
export interface TeamView {
  /** The team's own dataset. */
  readonly team: string;
  /** Follows the raw table's name in the name of the view: `team_a.catalog_raw` + `_with_image`. */
  readonly suffix: string;
  readonly description: string;
  /** Which rows the team sees: a condition in GoogleSQL over the catalog's columns. */
  readonly rows: string;
}
