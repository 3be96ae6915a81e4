/** Which permission a call needs, and on what. */
export interface Need {
  readonly permission: string;
  /** A resource name, `projects/p/locations/eu/entryGroups/@bigquery` say. */
  readonly resource: string;
}

/** One served method of a gRPC service. */
export interface GrpcMethod {
  /** `google.cloud.dataplex.v1.CatalogService` */
  readonly service: string;
  /** `GetEntry` */
  readonly name: string;
  /** `dataplex.CatalogService.GetEntry`; faults, request log and SUPPORTED.md name it. */
  readonly id: string;
  /** The permissions that the method can ask for. */
  readonly permissions: readonly string[];
  readonly needs: (request: never) => readonly Need[];
  readonly handler: (request: never, may: May) => Promise<object>;
}

/** From a permission to the names of the resources on which it is needed. */
export type Needs<Request> = Readonly<Record<string, (request: Request) => string | readonly string[]>>;

/** A method of a service; `prefix` is the first part of its host name. */
export function grpcMethod<Request>(prefix: string, service: string, name: string, needs: Needs<Request>, handler: (request: Request, may: May) => Promise<object>): GrpcMethod {
  return {
    service,
    name,
    id: methodId(prefix, service, name),
    permissions: Object.keys(needs),
    needs: (request: Request) => Object.entries(needs).flatMap(([permission, resourcesOf]) => [resourcesOf(request)].flat().map((resource) => ({ permission, resource }))),
    handler,
  };
}

/** `dataplex.CatalogService.GetEntry` */
export function methodId(prefix: string, service: string, name: string): string {
  return `${prefix}.${service.slice(service.lastIndexOf('.') + 1)}.${name}`;
}

/** Whether the caller holds a permission on a resource, given by its name. */
export type May = (permission: string, resource: string) => Promise<boolean>;

/** Who calls and what for; answers what else the caller may. It throws a GrpcError where the caller may not. */
export type Authorize = (access: {
  /** The `authorization` metadata as sent, `Bearer ...`. */
  readonly authorization: string | undefined;
  readonly method: GrpcMethod;
  readonly needs: readonly Need[];
}) => Promise<May>;
