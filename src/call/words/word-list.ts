/**
 * 256 Spanish words to read aloud (V7): everyday things known on both shores, none that means trouble to a patient, and any
 * two at least three sounds apart, with seseo, yeísmo and a bad line (held by security-words.test.ts).
 */
export const wordList: readonly string[] = `
abanico abeja abrigo acero agosto ajedrez alcalde aldea alfombra algodón almendra almohada amapola ancla anillo antena
arbusto armario arroz atún avestruz avión azafrán azúcar balcón ballena bambú bandera barril batidora bigote bolígrafo
bosque botella brazalete brújula búfalo bufanda buzón cacao caimán calabaza calcetín camello camisa campana campesino
canasta cangrejo canguro caracol carbón carruaje cartero cascabel catarata cebolla cereza chimenea chocolate cigüeña ciruela
cisne ciudad clavel cohete colchón colibrí colmena comedor conejo corbata cosecha crema cristal cuaderno cuchara cuchillo
delfín desierto diamante dibujo diploma disco domingo dragón ducha elefante equipaje erizo escalera escoba esfera espejo
estadio estrella fábrica farola febrero fideo fiesta filtro flamenco flauta flecha fósforo frasco ganso gaviota gelatina
girasol globo golosina guante gusano hamaca harina helado herradura higo hormiga huerta huevo iglesia iguana invierno isla
jabalí jardín jarra jinete jirafa laberinto lágrima laguna langosta lavanda lechuga lenteja león libélula libro lienzo
linterna llave lluvia maleta manantial manzana margarita mariposa mármol martillo mayo mazorca mercado mesa metro miel
mochila molino moneda montaña mosaico motor mueble muralla museo música naranja niebla nogal nuez océano octubre orquídea
otoño pájaro palacio pantano pañuelo papaya paraguas pared pastel peine pelota péndulo perfume pergamino piano piedra
pimienta pincel pingüino piña pirámide piscina pizarra planeta pluma portal pozo pradera pulpo raíz regalo reloj revista
rincón roble romero sandía sartén sauce selva semáforo señal serpiente silbato soldado sombra sombrero tabla taller
tamarindo tambor teléfono tenedor tesoro tiburón tigre toalla tomate torre tortuga tostada tractor tranvía trapecio trébol
tren trompeta túnel vainilla vapor velero ventana verano verdura viaje vidrio vinagre violín zafiro zanahoria
`
  .trim()
  .split(/\s+/);
