/** What somebody means who answers an SMS with one word (M7): the words of the carriers, in Spanish and English. */

const stop = ['baja', 'stop', 'alto', 'parar', 'stopall', 'unsubscribe', 'end', 'quit', 'no mas', 'no mas sms'];
const start = ['alta', 'start', 'unstop', 'volver'];

/**
 * 'stop' for BAJA or STOP, 'start' for ALTA or START, null for anything else. CANCELAR and CANCEL are none of them: who
 * writes that means the appointment.
 */
export function optOutWord(text: string): 'stop' | 'start' | null {
  const word = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z ]/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
  if (stop.includes(word)) return 'stop';
  return start.includes(word) ? 'start' : null;
}
