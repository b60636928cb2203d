/** Cookie names by scheme: `__Host-` needs https (quality 19). */
export function cookieNames(publicOrigin: string): { session: string; browser: string; seat: string; change: string; card: string; step: string } {
  const prefix = publicOrigin.startsWith('https:') ? '__Host-' : '';
  return { session: `${prefix}vc_session`, browser: `${prefix}vc_browser`, seat: `${prefix}vc_seat`, change: `${prefix}vc_change`, card: `${prefix}vc_card`, step: `${prefix}vc_step` };
}
