/** Why a local warehouse cannot start, or cannot do what it was asked. */
export type LocalWarehouseErrorCode = 'DIR_IN_USE' | 'DIR_NOT_WRITABLE' | 'DIR_OTHER_WAREHOUSE' | 'FIXTURE_FAILED' | 'INVALID_OPTION' | 'JOINED' | 'PORT_IN_USE' | 'LISTEN_FAILED';

/** A local warehouse that cannot start, or a handle that cannot do what it was asked. The message says what to do. */
export class LocalWarehouseError extends Error {
  override readonly name = 'LocalWarehouseError';

  constructor(
    readonly code: LocalWarehouseErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
