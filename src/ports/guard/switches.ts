import type { SwitchName } from '#domain/switches.ts';

/** What an operator has switched off, as every process knows it two seconds later at most. */
export interface Switches {
  isOn(name: SwitchName): Promise<boolean>;
  /** Forgets what this process knew: something was decided just now. */
  forget(): void;
}
