/** An OpenLineage run event: https://openlineage.io/spec/2-0-2/OpenLineage.json */
export type OpenLineageEvent = Readonly<Record<string, unknown>>;

export interface Lineage {
  /** @throws ServiceError */
  tell(location: string, event: OpenLineageEvent): Promise<void>;
  /** What a dataset is made of, by fully qualified names; undefined where there is no lineage to ask. @throws ServiceError */
  sourcesOf(target: string, location: string): Promise<readonly string[] | undefined>;
}
