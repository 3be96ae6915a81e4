import protobuf from 'protobufjs';

import protos from './google-protos.json' with { type: 'json' };

export interface Codec {
  encode(message: object): Buffer;
  /** Absent fields have their defaults, int64 is a string, enums are names, an absent message is null. */
  decode(bytes: Uint8Array): object;
}

const READ: protobuf.IConversionOptions = { longs: String, enums: String, bytes: Buffer, defaults: true, oneofs: true };

/** Google's messages and services, read when they are first asked for. */
export class ProtoRegistry {
  readonly #root = protobuf.Root.fromJSON({ nested: protos.nested as unknown as Record<string, protobuf.AnyNestedObject> });

  /** The names of a service's methods, and of what they take and give. */
  methods(service: string): ReadonlyMap<string, { readonly request: string; readonly response: string }> {
    const methods = (protos.services as unknown as Record<string, Record<string, readonly [string, string]>>)[service] ?? {};
    return new Map(Object.entries(methods).map(([name, [request, response]]) => [name, { request, response }]));
  }

  codec(name: string): Codec {
    const type = this.#root.lookupType(name);
    return {
      encode: (message) => Buffer.from(type.encode(type.fromObject(message)).finish()),
      decode: (bytes) => type.toObject(type.decode(bytes), READ),
    };
  }

  /** A message inside of an Any. */
  any(name: string, message: object): { readonly type_url: string; readonly value: Buffer } {
    return { type_url: `type.googleapis.com/${name}`, value: this.codec(name).encode(message) };
  }
}

