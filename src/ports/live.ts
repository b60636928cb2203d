/** Tells open pages that something changed. They ask again for what they may see: nothing personal travels here. */
export interface Live {
  /** After the commit; `topic` is `specialist:<id>`, `appointment:<id>`, `removed:<account>:<specialist>`, whose pages hear nothing of that agenda any more, or `session:<id>`, whose sockets are cut. */
  publish(topic: string, event: { type: string }): void;
}
