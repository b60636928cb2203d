import { hoursLeft, type Seen } from '#domain/privacy/breach.ts';
import type { PrivacySettings } from '#domain/privacy/controller.ts';
import type { BreachReport } from './breach-report.server.ts';

const classNames: Record<Seen, string> = {
  identity: 'identificativos (nombre)',
  contact: 'de contacto (móvil, correo)',
  care: 'de salud por su contexto (con quién y cuándo fue la consulta)',
  health: 'de salud (motivo de la consulta o documentos)',
  money: 'de pago (importes)',
  everything: 'todos los de su cuenta (copia descargada)',
};

const utc = (instant: Date) => `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A cell of a table: whatever somebody is called, the table holds. */
const cell = (text: string | null) => (text ?? '').replaceAll(/[|\r\n]+/g, ' ');

/** The notice to the authority with all that is known filled in, the words for those concerned, and the list (art. 33.3, 34.2). */
export function breachTemplate(report: BreachReport, controller: PrivacySettings['controller'], now: Date): string {
  const { question, deadline, people, classes, accesses } = report;
  const left = hoursLeft(deadline, now);
  const mexicans = people.filter((one) => one.country === 'MX').length;
  const known = classes.map((one) => classNames[one]).join('; ') || 'ninguno de pacientes';
  return `# Violación de seguridad de datos personales
Conocida: ${utc(question.knownAt)}. **Plazo para avisar a la autoridad: ${utc(deadline)}** (${left >= 0 ? `quedan ${left} h` : `pasado hace ${-left} h: explicar el motivo, art. 33.1`}).
Periodo examinado: de ${utc(question.from)} a ${utc(question.until)}${question.actorAccountId ? `, accesos de la cuenta ${question.actorAccountId}` : ''}.

## Aviso a la autoridad (RGPD art. 33.3) · sedeagpd.gob.es
- Responsable: ${controller.name}, ${controller.address}. Contacto: ${controller.officer ?? controller.email}.
- Naturaleza: ____ (acceso, pérdida, cambio o difusión; cómo ocurrió)
- Personas afectadas: ${people.length}. Accesos en el periodo: ${report.accessCount}.
- Categorías de datos: ${known}.
- Consecuencias probables: ____
- Medidas tomadas: sesiones cerradas ____ · claves cambiadas ____ · copia del registro de accesos ____
- ${report.tellPeople ? 'Hay datos de salud: avisar también a las personas (art. 34).' : 'Sin datos de salud: valorar si hay alto riesgo para las personas (art. 34).'}
${mexicans > 0 ? `- México: ${mexicans} personas; aviso inmediato a cada titular (LFPDPPP), con lo que sigue y lo que pueden hacer.\n` : ''}
## Mensaje a las personas (art. 34.2)
> El ____ alguien sin permiso pudo ver datos tuyos en ${controller.name}: ____. Ya hemos ____.
> Qué puedes hacer: ____. Si tienes preguntas escribe a ${controller.email}. Puedes ver quién miró tus datos en tu cuenta, en «Quién los ha mirado».

## Accesos
| quién | qué | veces | primero | último |
| --- | --- | --- | --- | --- |
${accesses.map((one) => `| ${cell(one.who)} | ${cell(one.action)} | ${one.count} | ${utc(one.firstAt)} | ${utc(one.lastAt)} |`).join('\n')}

## Personas
| nombre | móvil | correo | país | datos |
| --- | --- | --- | --- | --- |
${people.map((one) => `| ${cell(one.name)} | ${cell(one.mobile)} | ${cell(one.email)} | ${one.country} | ${one.classes.join(', ')} |`).join('\n')}
`;
}
