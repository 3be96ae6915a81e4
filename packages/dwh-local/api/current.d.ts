export type { Binding };
export type { Fault };
export type { FaultHandle };
export { FaultPlan };
export type { FaultTarget };
export type { FinalizedObject };
export type { FixtureColumn };
export type { FixtureOptions };
export type { FixtureRows };
export type { IamOptions };
export type { IdentityOptions };
export type { LocalCredentials };
export type { LocalWarehouse };
export { LocalWarehouseError };
export type { LocalWarehouseErrorCode };
export type { LocalWarehouseOptions };
export type { LoggedRequest };
export type { MessageReceiver };
export type { ObjectFilter };
export type { ObjectListener };
export type { PubSubMessage };
export { startLocalWarehouse };
interface Binding {
    readonly role: string;
    readonly members: readonly string[];
    readonly condition?: {
        readonly expression: string;
        readonly title?: string;
        readonly description?: string;
    };
}
type Fault = {
    readonly kind: 'error' | 'error-after-effect';
    readonly status: number;
    readonly reason?: string;
    readonly message?: string;
} | {
    readonly kind: 'lost-answer';
} | {
    readonly kind: 'reset';
    readonly afterBytes?: number;
} | {
    readonly kind: 'delay';
    readonly ms: number;
} | {
    readonly kind: 'truncate';
    readonly bytes?: number;
};
interface FaultHandle {
    readonly hits: number;
    remove(): void;
}
declare class FaultPlan {
    #private;
    constructor(methods: Iterable<string>, grpcMethods?: Iterable<string>);
    add(fault: FaultTarget & Fault): FaultHandle;
    clear(): void;
    meet(method: string): Fault | undefined;
}
interface FaultTarget {
    readonly method: string;
    readonly nth?: number;
    readonly times?: number;
}
interface FinalizedObject extends Readonly<Record<string, unknown>> {
    readonly bucket: string;
    readonly name: string;
    readonly generation: string;
    readonly size: string;
}
interface FixtureColumn {
    readonly name: string;
    readonly type: string;
    readonly mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
    readonly fields?: readonly FixtureColumn[];
}
interface FixtureOptions {
    readonly schema?: readonly FixtureColumn[];
    readonly partitioning?: {
        readonly type: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';
        readonly field?: string;
    };
}
type FixtureRows = string | URL | readonly object[];
interface IamOptions {
    readonly identities: Readonly<Record<string, IdentityOptions>>;
    readonly bindings?: readonly Binding[];
    readonly roles?: Readonly<Record<string, readonly string[]>>;
}
interface IdentityOptions {
    readonly token?: string;
    readonly groups?: readonly string[];
    readonly bindings?: readonly Binding[];
}
interface LocalCredentials {
    token(email: string): string;
    configuration(email: string): Record<string, unknown>;
    file(email: string): string;
}
interface LocalWarehouse extends AsyncDisposable {
    readonly endpoint: string;
    readonly grpcEndpoint: string;
    readonly project: string;
    readonly location: string;
    readonly dir: string;
    readonly env: Record<string, string>;
    readonly stagingBucket: string;
    readonly joined: boolean;
    readonly faults: FaultPlan;
    readonly credentials: LocalCredentials;
    readonly requests: readonly LoggedRequest[];
    loadFixture(table: string, rows: FixtureRows, options?: FixtureOptions): Promise<void>;
    subscribe(topic: string, receiver: MessageReceiver | string): () => void;
    onObjectFinalized(listener: ObjectListener, filter?: ObjectFilter): () => void;
    delivered(): Promise<void>;
    advanceClock(ms: number): Promise<void>;
    reset(): Promise<void>;
    close(): Promise<void>;
}
declare class LocalWarehouseError extends Error {
    readonly code: LocalWarehouseErrorCode;
    readonly name = "LocalWarehouseError";
    constructor(code: LocalWarehouseErrorCode, message: string, options?: ErrorOptions);
}
type LocalWarehouseErrorCode = 'DIR_IN_USE' | 'DIR_NOT_WRITABLE' | 'DIR_OTHER_WAREHOUSE' | 'FIXTURE_FAILED' | 'INVALID_OPTION' | 'JOINED' | 'PORT_IN_USE' | 'LISTEN_FAILED';
interface LocalWarehouseOptions {
    readonly dir?: string;
    readonly port?: number;
    readonly grpcPort?: number;
    readonly host?: string;
    readonly allowedHosts?: readonly string[];
    readonly project?: string;
    readonly location?: string;
    readonly iam?: IamOptions;
    readonly memoryLimit?: string;
    readonly threads?: number;
    readonly catalogDelay?: number;
    readonly dataCatalog?: boolean;
    readonly push?: Readonly<Record<string, string>>;
    readonly keepAlive?: boolean;
}
interface LoggedRequest {
    readonly id: string | undefined;
    readonly method: string;
    readonly path: string;
    readonly status: number;
}
type MessageReceiver = (message: PubSubMessage) => unknown;
interface ObjectFilter {
    readonly bucket?: string;
    readonly prefix?: string;
}
type ObjectListener = (object: FinalizedObject) => unknown;
interface PubSubMessage {
    readonly attributes: Readonly<Record<string, string>>;
    readonly data: string;
    readonly messageId: string;
    readonly publishTime: string;
}
declare function startLocalWarehouse(options?: LocalWarehouseOptions): Promise<LocalWarehouse>;
// The command line and the environment, which no declaration has.
declare const COMMANDS: {
    readonly "dwh-local": "--allow-host" | "--data-catalog" | "--dir" | "--grpc-port" | "--help" | "--host" | "--location" | "--memory" | "--port" | "--project" | "--push" | "--version" | "start";
};
declare const VARIABLES: "DWH_LOCAL_DEBUG" | "DWH_LOCAL_DIR";
