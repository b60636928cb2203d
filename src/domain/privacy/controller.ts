/** Who answers for the data, and who else gets some of it: what notices and records name. From the configuration alone. */
export interface PrivacySettings {
  controller: { name: string; address: string; email: string; /** Where the data protection officer is reached; null where there is none. */ officer: string | null };
  /** Whose notice stands first; the other is a link away. */
  country: 'ES' | 'MX';
  processors: readonly Processor[];
}

export type ProcessorRole = 'hosting' | 'mail' | 'texts' | 'cards' | 'relay';

export interface Processor {
  role: ProcessorRole;
  name: string;
  /** ISO code of where it works; null where the configuration does not say. */
  country: string | null;
  /** The host that this installation speaks to. */
  host: string;
}
