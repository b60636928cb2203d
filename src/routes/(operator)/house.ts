import { m } from '#texts/compiled/messages.js';
import { calendarCheck, fileText, list, mail, messageSquareText, settings, shieldCheck, signal, star, upload, usersRound } from '#ui/icons/lucide.ts';

export interface Room {
  path: string;
  label: () => string;
  about: () => string;
  icon: string;
  /** In the tab bar of the phone, which holds four. */
  tab?: true;
}

/** The operator's pages, in the order in which a day needs them (O1). */
export const rooms: readonly Room[] = [
  { path: '/operador', label: m.op_today, about: m.op_today_about, icon: calendarCheck, tab: true },
  { path: '/operador/especialistas', label: m.op_specialists, about: m.op_specialists_about, icon: usersRound, tab: true },
  { path: '/operador/solicitudes', label: m.op_applications, about: m.op_applications_about, icon: upload },
  { path: '/operador/paquetes', label: m.op_packages, about: m.op_packages_about, icon: messageSquareText },
  { path: '/operador/decisiones', label: m.op_decisions, about: m.op_decisions_about, icon: shieldCheck },
  { path: '/operador/opiniones', label: m.op_reviews, about: m.op_reviews_about, icon: star },
  { path: '/operador/privacidad', label: m.op_requests, about: m.op_requests_about, icon: mail },
  { path: '/operador/salud', label: m.op_health, about: m.op_health_about, icon: signal, tab: true },
  { path: '/operador/indicadores', label: m.op_indicators, about: m.op_indicators_about, icon: list },
  { path: '/operador/registro', label: m.op_log, about: m.op_log_about, icon: fileText },
  { path: '/operador/ajustes', label: m.op_settings, about: m.op_settings_about, icon: settings },
];

/** The room that a path lies in. */
export function roomOf(path: string): Room | undefined {
  return rooms.toReversed().find((room) => path === room.path || path.startsWith(`${room.path}/`));
}
