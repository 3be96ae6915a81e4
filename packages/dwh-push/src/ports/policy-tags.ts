/** The policy tags of the company's taxonomies, which guard columns. */
export interface PolicyTags {
  /**
   * The tags of a taxonomy by their display names.
   *
   * @throws ServiceError
   */
  list(taxonomy: string): Promise<ReadonlyMap<string, string>>;
  /** What was listed before may not be true any more. */
  forget(): void;
}
