/** Spain's autonomous communities by ISO 3166-2 code, each with its provincial capitals and larger towns. */
const towns: Record<string, string> = {
  AN: 'Almería, Cádiz, Córdoba, Granada, Huelva, Jaén, Málaga, Sevilla, Jerez de la Frontera, Marbella, Algeciras, Dos Hermanas',
  AR: 'Huesca, Teruel, Zaragoza',
  AS: 'Oviedo, Gijón, Avilés',
  CB: 'Santander, Torrelavega',
  CE: 'Ceuta',
  CL: 'Ávila, Burgos, León, Palencia, Salamanca, Segovia, Soria, Valladolid, Zamora, Ponferrada',
  CM: 'Albacete, Ciudad Real, Cuenca, Guadalajara, Toledo, Talavera de la Reina, Puertollano',
  CN: 'Las Palmas de Gran Canaria, Santa Cruz de Tenerife, San Cristóbal de La Laguna, Telde, Arona, Arrecife, Puerto del Rosario',
  CT: "Barcelona, Girona, Lleida, Tarragona, L'Hospitalet de Llobregat, Badalona, Terrassa, Sabadell, Mataró, Reus",
  EX: 'Badajoz, Cáceres, Mérida, Plasencia',
  GA: 'A Coruña, La Coruña, Lugo, Ourense, Pontevedra, Vigo, Santiago de Compostela, Ferrol',
  IB: 'Palma, Palma de Mallorca, Ibiza, Eivissa, Mahón, Maó, Manacor, Inca',
  MC: 'Murcia, Cartagena, Lorca',
  MD: 'Madrid, Móstoles, Alcalá de Henares, Fuenlabrada, Leganés, Getafe, Alcorcón, Torrejón de Ardoz, Alcobendas, Pozuelo de Alarcón, Las Rozas, Majadahonda',
  ML: 'Melilla',
  NC: 'Pamplona, Iruña, Tudela',
  PV: 'Bilbao, Donostia, San Sebastián, Vitoria, Vitoria-Gasteiz, Barakaldo, Getxo, Irun',
  RI: 'Logroño, Calahorra',
  VC: 'Alicante, Alacant, Castellón de la Plana, Castellón, Valencia, València, Elche, Elx, Torrevieja, Gandia, Orihuela, Benidorm',
};
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .trim()
    .toLowerCase();
const regions = new Map(
  Object.entries(towns).flatMap(([code, names]) => names.split(', ').map((name) => [plain(name), code] as const)),
);

/** The region whose holidays a Spanish city keeps, 'MD' for Madrid; null where the city is not known, and outside Spain. */
export function regionOfCity(country: string, city: string, zone: string): string | null {
  if (country !== 'ES') return null;
  return regions.get(plain(city)) ?? (zone === 'Atlantic/Canary' ? 'CN' : null);
}
