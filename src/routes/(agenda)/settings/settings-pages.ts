import { m } from '#texts/compiled/messages.js';

/** A page of the settings: its last segment under /agenda/ajustes, its name, and whether an assistant keeps it too (B6). */
export interface SettingsEntry {
  path: string;
  label: () => string;
  who: 'practice' | 'specialist';
  /** Needs the whole width: something stands beside the form. */
  wide?: true;
}

/** Every page of the settings, in the order of the menu: a new page is a folder and a line here. */
export const settingsPages: readonly SettingsEntry[] = [
  { path: 'horario', label: m.settings_hours, who: 'practice' },
  { path: 'libres', label: m.settings_time_off, who: 'practice' },
  { path: 'calendarios', label: m.settings_calendars, who: 'practice' },
  { path: 'equipo', label: m.settings_team, who: 'specialist' },
  { path: 'perfil', label: m.settings_profile, who: 'specialist', wide: true },
  { path: 'foto', label: m.settings_photo, who: 'specialist' },
  { path: 'servicios', label: m.settings_services, who: 'specialist' },
  { path: 'lugares', label: m.settings_places, who: 'specialist' },
  { path: 'reservas', label: m.settings_rules, who: 'specialist' },
  { path: 'video', label: m.settings_video, who: 'specialist' },
  { path: 'prepago', label: m.settings_prepayment, who: 'specialist' },
  { path: 'facturacion', label: m.settings_billing, who: 'specialist' },
  { path: 'recordatorios', label: m.settings_reminders, who: 'specialist' },
  { path: 'insertar', label: m.settings_outside, who: 'specialist' },
  { path: 'acceso', label: m.settings_access, who: 'practice' },
];

/** The entry of a route id such as '/(agenda)/agenda/ajustes/horario'; null outside the settings. */
export function settingsEntryOf(routeId: string | null | undefined): SettingsEntry | null {
  const path = /\/ajustes\/([^/]+)/.exec(routeId ?? '')?.[1];
  return settingsPages.find((entry) => entry.path === path) ?? null;
}
