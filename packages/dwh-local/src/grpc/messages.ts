import protobuf from 'protobufjs';

import descriptions from '../../protos/protos.json' with { type: 'json' };

/** The messages of the services that are served: to bytes and back. */
export class ServiceMessages {
  readonly #root = protobuf.Root.fromJSON(descriptions as unknown as protobuf.INamespace).resolveAll();

  /** Of a service: its methods by name, with the full names of their requests and answers. */
  methodsOf(service: string): readonly { readonly name: string; readonly request: string; readonly response: string }[] {
    return this.#root.lookupService(service).methodsArray.map(({ name, resolvedRequestType, resolvedResponseType }) => ({
      name,
      request: (resolvedRequestType?.fullName ?? '').slice(1),
      response: (resolvedResponseType?.fullName ?? '').slice(1),
    }));
  }

  encode(type: string, value: object): Buffer {
    const message = this.#root.lookupType(type);
    return Buffer.from(message.encode(message.fromObject(value)).finish());
  }

  decode(type: string, bytes: Uint8Array): Record<string, unknown> {
    const message = this.#root.lookupType(type);
    return message.toObject(message.decode(bytes), { longs: String, enums: String, bytes: Buffer });
  }

  /** A message as google.protobuf.Any. */
  any(type: string, value: object): { readonly type_url: string; readonly value: Buffer } {
    return { type_url: `type.googleapis.com/${type}`, value: this.encode(type, value) };
  }
}
