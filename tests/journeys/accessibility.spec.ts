import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { codeFor, mobileOf, press, somebody, typeCode, writeDetails } from './booking-steps.ts';
import { lookOver, tabTo } from './look-over.ts';
import { signInAsPatient } from './practice-steps.ts';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, linkIn, patient, remoteFrames } from './room-steps.ts';
import { admitOneOperator } from '../world/operators.ts';
import { rooms } from '../../src/routes/(operator)/house.ts';
import { openStage, phone, type Person, type Stage } from './stage.ts';

let stage: Stage;
let visitor: Person;
let link: string;
let soon: string;
let later: string;

beforeAll(async () => {
  stage = await openStage();
  later = await bookVideo(stage, '12:00', '2026-11-27');
  soon = await bookVideo(stage, '10:00');
  await stage.moveTo(new Date('2026-11-23T09:45:00+01:00'));
  link = linkIn((await stage.message(patient.mobile, /10:00/)).links, stage.origin);
  visitor = await stage.person({ viewport: phone });
});
afterAll(() => stage.leave());

/** Opens each address and looks it over; what is wrong stands beside the address. */
async function each(page: Page, addresses: readonly string[]): Promise<Record<string, string[]>> {
  const wrong: Record<string, string[]> = {};
  for (const address of addresses) {
    await page.goto(address);
    const found = await lookOver(page);
    if (found.length > 0) wrong[address] = found;
  }
  return wrong;
}
const profile = () => `/especialistas/${stage.practice.admission.slug}`;
const details = (hour = '10:00') => `/reservar?servicio=${stage.practice.videoService}&inicio=${new Date(`2026-11-25T${hour}:00+01:00`).toISOString()}`;

describe('every page, phone and desktop, light and dark, 320 px: no violation of WCAG 2.2 AA', () => {
  it('the public pages', async () => {
    const search = ['/buscar', '/buscar?que=dermatolog%C3%ADa&modalidad=video', '/buscar?que=zzzz', '/buscar?que=dermatolojia&donde=Madrid&radio=25'];
    const pages = ['/', ...search, profile(), `${profile()}?modalidad=presencial`, `${profile()}?mes=2026-12`, '/especialidades', '/especialidades/dermatologia', '/especialidades/dermatologia/madrid', '/ayuda', '/para-especialistas', '/privacidad', '/privacidad/mexico', '/privacidad/proveedores', '/api', `/insertar/${stage.practice.admission.slug}`];
    expect(await each(visitor.page, pages)).toEqual({});
  });

  it('the same in English, the rehearsal, and what is not there', async () => {
    const english = ['/en', '/en/buscar?modalidad=video', `/en${profile()}`, '/en/entrar'];
    expect(await each(visitor.page, [...english, '/ensayo', '/nada', '/e/aaaaaaaaaaaaaaaaaaaaaa', '/sala'])).toEqual({});
  });

  it('booking: empty, with errors, code, wrong code, booked', async () => {
    const { page } = await stage.person({ viewport: phone });
    const booker = somebody();
    expect(await each(page, [details('12:00')])).toEqual({});
    await press(page, m.booking_go_on({}, es));
    await page.locator('[aria-invalid=true]').first().waitFor();
    expect(await lookOver(page)).toEqual([]);
    await writeDetails(page, booker);
    await press(page, m.booking_go_on({}, es));
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    expect(await lookOver(page)).toEqual([]);
    const code = await codeFor(stage, booker);
    await typeCode(page, code === '000000' ? '111111' : '000000');
    await page.locator('[aria-invalid=true]').waitFor();
    expect(await lookOver(page)).toEqual([]);
    await typeCode(page, code);
    await page.waitForURL('**/hecho');
    expect(await lookOver(page)).toEqual([]);
    await page.context().close();
  });

  it('signing in, and the appointment by its link', async () => {
    const { page } = visitor;
    expect(await each(page, ['/entrar', link, `${link}/cita`, `${link}/cita/cambiar`, `${link}/cita/cancelar`, `${link}/cita/avisos`, `${link}/opinion`, `${link}/antes`])).toEqual({});
    await page.goto('/entrar');
    await press(page, m.signin_send({}, es));
    await page.locator('[aria-invalid=true]').waitFor();
    expect(await lookOver(page)).toEqual([]);
    await page.getByRole('textbox', { name: m.signin_contact({}, es) }).fill('699000111');
    await press(page, m.signin_send({}, es));
    await page.getByRole('heading', { name: m.signin_code_title({}, es) }).waitFor();
    expect(await lookOver(page)).toEqual([]);
  });

  it('the patient’s own pages', async () => {
    const carmen = await stage.person({ viewport: phone });
    await signInAsPatient(stage, carmen, patient.mobile);
    const one = `/citas/${later}`;
    expect(await each(carmen.page, ['/citas', '/cuenta', '/cuenta/avisos', '/cuenta/contacto', '/cuenta/datos', '/cuenta/accesos', '/cuenta/permisos', '/cuenta/personas', '/cuenta/borrar', '/cuenta/borrada?hasta=2031-11-24', one, `${one}/avisos`, `${one}/recibos`, `${one}/cambiar`, `${one}/cancelar`, `/citas/${soon}`, `${one}/antes`, `${one}/documentos`, `/citas/espera?servicio=${stage.practice.videoService}`, '/salir'])).toEqual({});
    await carmen.context.close();
  });

  it('the agenda, the patients and the messages', async () => {
    const lucia = await stage.person();
    await stage.signIn(lucia, stage.practice.accountId);
    const agenda = ['/agenda', '/agenda?vista=dia', '/agenda?vista=lista', '/agenda?vista=equipo', '/agenda?dia=2027-03-01', `/agenda?cita=${later}`, `/agenda?cita=${later}&panel=mover`, `/agenda?cita=${later}&panel=cancelar`, `/agenda/cita/${later}`];
    expect(await each(lucia.page, [...agenda, '/agenda?nueva=2026-11-27T10:00', '/agenda/nueva', '/agenda/imprimir', '/agenda/pacientes', '/agenda/espera', '/agenda/mensajes', '/agenda/mensajes/paquete', '/agenda/cobros', '/agenda/indicadores', '/agenda/resenas', '/cuenta'])).toEqual({});
    await lucia.context.close();
  });

  it('every section of the settings', async () => {
    const lucia = await stage.person();
    await stage.signIn(lucia, stage.practice.accountId);
    const settings = ['horario', 'libres', 'calendarios', 'equipo', 'perfil', 'foto', 'lugares', 'servicios', 'reservas', 'video', 'prepago', 'facturacion', 'recordatorios', 'insertar', 'acceso'].map((one) => `/agenda/ajustes/${one}`);
    expect(await each(lucia.page, settings)).toEqual({});
    await lucia.context.close();
  });

  it('every room of the operator’s house', async () => {
    const operator = await admitOneOperator(stage.world);
    const andres = await stage.person();
    await stage.signIn(andres, operator.accountId);
    expect(await each(andres.page, [...rooms.map((room) => room.path), `/operador/especialistas/${stage.practice.specialistId}`, '/operador/especialistas/alta', '/operador/ajustes?cambiar=bookings'])).toEqual({});
    await andres.context.close();
  });

  it('who applies as a specialist, from the form to what is missing; the operator who looks at it', async () => {
    const nuria = await stage.person({ viewport: phone });
    await signInAsPatient(stage, nuria, mobileOf(somebody()));
    const { page } = nuria;
    expect(await each(page, ['/solicitud'])).toEqual({});
    await press(page, m.apply_save({}, es));
    await page.locator('[aria-invalid=true]').first().waitFor();
    for (const [name, value] of [['nombre', 'Nuria Salcedo Prim'], ['titular', 'Dermatóloga'], ['licencia', '28/28/12345'], ['registro', 'ICOMEM, Madrid'], ['ciudad', 'Madrid'], ['telefono', '911 234 567']]) await page.locator(`[name=${name}]`).fill(value ?? '');
    await page.locator('[name=especialidad]').selectOption('dermatologia');
    await press(page, m.apply_save({}, es));
    await page.getByText(m.apply_saved({}, es)).waitFor();
    expect(await lookOver(page)).toEqual([]);
    for (const kind of ['licence', 'identity']) {
      await page.locator('[name=tipo]').selectOption(kind);
      await page.locator('[name=archivo]').setInputFiles({ name: `${kind}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') });
      await press(page, m.apply_paper_add({}, es));
      await page.getByRole('link', { name: kind, exact: true }).waitFor();
      await page.getByText(m.apply_paper_added({}, es)).waitFor();
    }
    await press(page, m.apply_send({}, es));
    await page.getByText(m.apply_received_more({}, es)).waitFor();
    expect(await lookOver(page)).toEqual([]);

    const andres = await stage.person();
    await stage.signIn(andres, (await admitOneOperator(stage.world)).accountId);
    await andres.page.goto('/operador/solicitudes');
    expect(await lookOver(andres.page)).toEqual([]);
    await andres.page.getByRole('link', { name: 'Nuria Salcedo Prim' }).click();
    await andres.page.getByLabel(m.op_application_ask_what({}, es)).fill('El carné está borroso.');
    expect(await lookOver(andres.page)).toEqual([]);
    await press(andres.page, m.op_application_ask({}, es));
    await andres.page.getByText(m.op_done_application_ask({}, es)).waitFor();
    await page.goto('/solicitud');
    await page.getByText('El carné está borroso.').waitFor();
    expect(await lookOver(page)).toEqual([]);
    for (const one of [nuria, andres]) await one.context.close();
  });

  it('the waiting room, the agenda while somebody waits, the call, a third person, and after it', async () => {
    const carmen = await stage.person({ viewport: phone });
    const lucia = await stage.person();
    const third = await stage.person({ viewport: phone });
    await stage.signIn(lucia, stage.practice.accountId);
    await enterWaitingRoom(carmen.page, link);
    expect(await lookOver(carmen.page)).toEqual([]);
    await third.page.goto(link);
    await third.page.getByRole('button', { name: m.link_enter({}, es) }).click();
    await third.page.getByText(m.room_full_title({}, es)).waitFor();
    expect(await lookOver(third.page)).toEqual([]);
    expect(await each(lucia.page, ['/agenda', `/consulta/${soon}`])).toEqual({});
    await admitFromRoom(lucia.page);
    await remoteFrames(carmen.page, 5);
    expect(await lookOver(carmen.page)).toEqual([]);
    expect(await lookOver(lucia.page)).toEqual([]);
    await carmen.page.getByRole('button', { name: m.room_hang_up({}, es) }).click();
    for (const one of [carmen, lucia]) await one.page.getByRole('heading', { name: m.room_hung_up_title({}, es) }).waitFor();
    expect(await lookOver(carmen.page)).toEqual([]);
    expect(await lookOver(lucia.page)).toEqual([]);
    for (const one of [carmen, lucia, third]) await one.context.close();
  });
});

describe('with the keyboard alone', () => {
  it('from the details to the booked appointment, the focus always in sight', async () => {
    const { page } = await stage.person();
    const booker = somebody();
    await page.goto(details('16:00'));
    const write = async (field: string, words: string) => {
      await tabTo(page, `[name=${field}]`);
      await page.keyboard.type(words);
    };
    await write('nombre', booker.name);
    await write('movil', booker.mobile);
    await write('correo', booker.email);
    await tabTo(page, 'input[type=checkbox]');
    await page.keyboard.press('Space');
    await tabTo(page, 'button:not([type=button])');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    await page.locator('[name=codigo]:focus').waitFor();
    const code = await codeFor(stage, booker);
    await page.keyboard.type(code);
    await page.waitForURL('**/hecho');
    await stage.message(mobileOf(booker), /Reservada/);
    await page.context().close();
  });

  it('the drawer of an appointment closes with Esc, and the focus goes back to it', async () => {
    for (const viewport of [undefined, phone]) {
      const lucia = await stage.person(viewport ? { viewport } : {});
      await stage.signIn(lucia, stage.practice.accountId);
      await lucia.page.goto('/agenda?dia=2026-11-27');
      const event = lucia.page.locator(`[data-cita="${later}"]`).filter({ visible: true });
      await event.focus();
      await lucia.page.keyboard.press('Enter');
      await lucia.page.locator('#cita-titulo:focus').waitFor();
      await lucia.page.keyboard.press('Escape');
      await lucia.page.locator(`[data-cita="${later}"]:focus`).waitFor();
      await lucia.context.close();
    }
  });
});
