import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desktop, openStage, phone, type Person, type Stage } from './stage.ts';
import { admitPractice } from '../world/clinic.ts';
import { addApp } from './practice-steps.ts';
import { lookOver } from './look-over.ts';
import { holdScripts, hurryTo } from './page-scripts.ts';
import { picture } from './picture.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ host: 'localhost' });
});
afterAll(() => stage.leave());

const lucia = () => stage.practice.admission.contacts.find((one) => one.channel === 'email')?.address ?? '';

/** As far as the code leads. */
async function typeCode({ page }: Person, address: string, at = '/entrar') {
  await page.goto(at);
  await page.getByLabel('Móvil o correo').fill(address);
  await page.getByRole('button', { name: 'Enviarme un código' }).click();
  await page.getByRole('heading', { name: 'Escribe el código' }).waitFor();
  await page.getByRole('textbox').fill(await stage.code(address));
}
/** A phone or computer that can keep passkeys, as its owner's finger would have it. */
async function ableToKeepPasskeys({ page, context }: Person) {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

describe('A1: who works here signs in with a code and a second factor', () => {
  it('makes a passkey the first time, keeps recovery codes, and the next time one press is enough', async () => {
    const person = await stage.person({ viewport: phone });
    const { page } = person;
    await ableToKeepPasskeys(person);
    await typeCode(person, lucia(), '/entrar?volver=/agenda');
    await page.waitForURL('**/entrar/segundo-paso**');
    await picture(page, 'second-factor-first-time');
    expect(await lookOver(page)).toEqual([]);
    // Nothing of the practice opens before.
    await page.goto('/agenda');
    await page.waitForURL('**/entrar?volver=**');
    await page.goto('/entrar/segundo-paso?volver=/agenda');
    await page.getByRole('button', { name: 'Crear llave de acceso' }).click();
    await page.getByRole('heading', { name: 'Guarda tus códigos de recuperación' }).waitFor();
    await expect(page.getByRole('list', { name: 'Códigos de recuperación' }).getByRole('listitem').count()).resolves.toBe(10);
    await picture(page, 'second-factor-recovery');
    expect(await lookOver(page)).toEqual([]);
    await page.getByRole('link', { name: 'Ya los he guardado' }).click();
    await page.waitForURL('**/agenda**');

    await page.goto('/salir');
    await page.getByRole('main').getByRole('button').first().click();
    await page.waitForURL((url) => url.pathname === '/');
    await typeCode(person, lucia());
    await page.getByRole('button', { name: 'Usar mi llave de acceso' }).click();
    await page.waitForURL('**/agenda**');
    expect(person.troubles).toEqual([]);
    await person.context.close();
  });

  it('a code typed before the page’s script has come is sent all the same', async () => {
    const person = await stage.person({ viewport: phone });
    const { page } = person;
    const come = await holdScripts(person);
    await hurryTo(person, `${stage.origin}/entrar`);
    await page.getByLabel('Móvil o correo').fill(lucia());
    await page.getByRole('button', { name: 'Enviarme un código' }).click();
    await page.getByRole('heading', { name: 'Escribe el código' }).waitFor();
    await page.getByRole('textbox').fill(await stage.code(lucia()));
    come();
    await page.waitForURL('**/entrar/segundo-paso');
    await person.context.close();
  });

  it('adds an app to their account from a computer, and with its digits gets in without script', async () => {
    const computer = await stage.person({ viewport: desktop });
    await ableToKeepPasskeys(computer);
    const other = await admitPractice(stage.world);
    const address = other.admission.contacts.find((one) => one.channel === 'email')?.address ?? '';
    await typeCode(computer, address);
    const { page } = computer;
    await page.getByRole('button', { name: 'Crear llave de acceso' }).click();
    await page.getByRole('link', { name: 'Ya los he guardado' }).waitFor();
    await page.goto('/cuenta');
    await picture(page, 'account');
    await page.getByRole('button', { name: 'Añadir un segundo paso' }).click();
    await page.waitForURL('**/cuenta/segundo-paso');
    await page.getByRole('heading', { name: 'Aplicación de códigos' }).waitFor();
    await picture(page, 'account-new-factor');
    expect(await lookOver(page)).toEqual([]);
    const digits = await addApp(stage, page);
    await page.waitForURL('**/cuenta');
    await expect.poll(() => page.getByRole('region', { name: 'Tu segundo paso' }).getByRole('button', { name: /^Quitar/ }).count()).toBe(2);

    const plain = await stage.person({ viewport: phone, javaScript: false });
    await typeCode(plain, address);
    await plain.page.getByRole('button', { name: 'Entrar', exact: true }).click();
    await plain.page.waitForURL('**/entrar/segundo-paso');
    await plain.page.getByLabel('Seis cifras de tu aplicación').fill('000000');
    await plain.page.getByRole('button', { name: 'Entrar', exact: true }).click();
    await plain.page.getByText('No coincide').waitFor();
    await picture(plain.page, 'second-factor-wrong');
    await plain.page.getByLabel('Seis cifras de tu aplicación').fill(digits(1));
    await plain.page.getByRole('button', { name: 'Entrar', exact: true }).click();
    await plain.page.waitForURL('**/agenda**');

    // The computer ends the telephone's session; it has to sign in again.
    await page.reload();
    await page.getByRole('button', { name: /^Cerrar/ }).first().click();
    await page.getByText('Sesión cerrada').waitFor();
    await plain.page.goto('/agenda');
    await plain.page.waitForURL('**/entrar?volver=**');
    expect(computer.troubles).toEqual([]);
    await Promise.all([computer.context.close(), plain.context.close()]);
  });
});
