import re
import stat
import sys
import threading
import time

import pytest

from coach.errors import SettingsError, StoreError
from coach.redaction import Redactor, load_key
from coach.types import Message
from eval.redaction_quality import matched, share

REDACTOR = Redactor(bytes(32))
MARK = re.compile(r"\{(\w+):(.*?)\}", re.S)

# {kind:…} marks what must be found; nothing else may be. Names of participants stand in front of "|".
GERMAN = r"""
Meine Bestellnummer lautet {order:B-2024-00871}, bestellt am 12.03.2024 für 49,90 €.
bestellnr {order:48211} kommt die heute noch?
Ihr Auftrag Nr. {order:77-1123} ist in Bearbeitung.
Kd.-Nr. {customer:4711-22}, Rechnung vom 03.04.2024 über 129,00 Euro
Kunden-Nr.: {customer:10023456}
Unter der Kundennr. {customer:5 118 206} bin ich seit 2011 bei Ihnen.
Die Sendungsnummer ist {order:JD014600003828492837}, laut DHL noch in Köln.
Zählernummer {customer:1EMH0012345678}, Zählerstand 12345
Versicherungsnummer {customer:24 190558 B 017}
Mein Vertrag {customer:V1234567} läuft bis 31.12.2025.
Bestellungen {order:88120}, {order:88121} und {order:88122} bitte zusammen
{order:2024-118} ist die Rechnungsnummer
bitte {order:88120} stornieren
Ticket {order:#4711} und Az.: {order:12 C 345/24}
meine Bestellung ist noch nicht da, {order:48211}.
Patient {name:Moritz} (Nr. {customer:P-661209}) kommt am 9.6. um 8:15.
{address:Lindenweg 12a, 80331 München} statt {address:Karl-Marx-Str. 45, 12043 Berlin}
wohne jetzt {address:am markt 3, 37073 göttingen}
{address:Mariahilfer Straße 45/2/11, 1070 Wien}
Adresse: {address:Im Winkel 7}
{address:Theodor-Heuss-Allee 110\n60486 Frankfurt am Main}
ich zieh von der {address:Goethestraße 8} nach {address:04109 Leipzig}
{address:Seestrasse 118, CH-8002 Zürich}
Tel. {phone:030/1234567} oder {phone:+49 (0) 172 8812009}
{phone:0172 8812009} / {phone:0221 881209}
Fax: {phone:0211 / 987 65-43}
meine nummer {phone:01761234567}
{email:max.mustermann@web.example}, {email:info(at)beispiel.de} und {email:max at beispiel punkt de}
IBAN {iban:DE89 3704 0044 0532 0130 00} oder {iban:de89370400440532013000}
IBAN lautet {iban:DE12 3456 7890 1234 5678 90}
Kreditkarte {card:4111 1111 1111 1111} gültig bis 12/26, dann {card:6011000000000004}
Kartennr. {card:4026 8812 0935 118}
"""
ENGLISH = r"""
My order number is {order:B-2024-00871}, placed on 12 March 2024 for £49.90.
Booking reference {order:X7K9PL} for two
my order, {order:884120}, never came
claim {order:HC 20731} and job {order:3318}
{order:#88412} is my order number
account {customer:30391177}, policy {customer:HX 884 120}
send it to {address:12 Station Road, Leeds LS1 4AB}
{address:Flat 4, 19 Marlow Terrace, Bristol BS8 1TH}
{address:742 Evergreen Terrace, Springfield, IL 62704}
I live at {address:8 St. Mary's Close, York}
my postcode is {address:SW1A 2AA}
{address:Rose Cottage, Mill Lane, Bath BA1 5PQ}
call me on {phone:07700 900123} or {phone:(212) 555-0123}
{phone:+44 (0)20 7946 0123}
email: {email:tom at mail dot com}
IBAN {iban:IE29 AIBK 9311 5212 3456 78}
amex {card:3400 000000 00009} exp 11/27
"""
PEOPLE = r"""
Hallo Frau {name:Kunz}, danke. LG {name:Petra}
Viele Grüße\n{name:Jonas Weber}
mein name ist {name:petra kunz} und ich warte
ich bin die Frau {name:Sommer} aus dem dritten Stock
Frau Dr. {name:von Hagen} hat mit {name:Irmgard} gesprochen
Mit freundlichen Grüßen\ni. A. {name:Sabine Holler}\nKundenbetreuung
[02.06.26, 09:14] {name:Mirko Dahl}: ist sie da?
this is {name:Priya} from billing
Dear Mr {name:Cole}, Ms {name:O'Neill} rang. Thanks, {name:Tom}
Peter Herbst,Gärtnerei Grün|Im Herbst pflanzen wir. Grüße, {name:Peter Herbst}
Viktor Stark|{name:viktor stark}, das ist mir zu stark
Yannick Diallo|karte weg, {name:diallo}
Petra Kunz,Bank|{name:Petra}s Paket, meine Bank sagt {name:Kunz}
Heather Long,Fashion Chat|far too long. {name:Heather}
"""
NOTHING = r"""
Herr der Ringe ist kaputt. Hallo zusammen! Guten Morgen, liebe Grüße, danke! Schönen Abend noch
Mit freundlichen Grüßen\nIhr Kundenservice
meine Frau Blumen bestellt, im Mai
Bestellung vom 12.03.2024 über 1.249,00 €, Vertrag seit 2015, Rechnung 2023
Artikel 12345, Modell WH-1000XM4, Seriennummer SN-778812-K, EAN 4006381333931, IMEI 490154203237518
Um 14:30 Uhr, 10000 Schritte, 3 von 500 Blatt, 256 GB, 142000 km, Baujahr 1998
Stellplatz 14, Zimmer 412, Seite 45, Am Montag 12 Uhr, Im Mai 2024, Am Telefon 3 mal vertröstet
ICE 577, Flug LH 441, Version 5.9.2, Fehlercode E-118, Gutscheincode SOMMER2024, USt-IdNr. DE123456789
15000 bonuspunkte, 2.349,00 €, Tarif 2000, Bus 63 um 7:12, wählen Sie 116117
I want to order 12000 bricks in case 2000 people come on 3/14/2024 at 10.30
The XPS 9310, part number 44-8812, iPhone 13 with 128GB, flight BA 2490, seat 14C, voucher SAVE20
Can I get a refund? Will you call? Hope you are well. 5 minutes down the road, 2 way street, 24/7
"""

MORE_NUMBERS = r"""
Es geht um {order:RE-2026-0091}, die stimmt nicht
Was ist mit {order:88213}?
{order:88213} ist die Bestellung
{customer:K-20931} (Kundennr.)
Kd.: {customer:20931} / Best.: {order:88213}
Nr: {order:552901}
Die Nummer wäre die {order:552901}
läuft unter der {order:734512}
ja klar, {order:90467}
hier: {order:4471}
{order:60718}
ja, {order:60718} bitte
{order:A-7731}
Aktenzeichen: {order:4 O 221/25}
Vorgangs-ID {order:VG-88120}
mein Buchungscode: {order:X7KQ2M}
Sendungsverfolgung {order:00340434161094042557} zeigt nichts
Lieferschein {order:LS-55120} fehlt
Angebot {order:AN-2026-117} bitte verlängern
Reklamation {order:R-3391} läuft noch
RMA {order:2026-4410}
Ticket-ID {order:TK-90331}
Auftragsbestätigung {order:AB-77120}
Kd.-Nr. {customer:771203}
Mandat {customer:M-99120}
Zählpunkt {customer:AT0010000000000000001000010203456}
Versichertennummer {customer:A123456780}
Vertragskonto {customer:200123456}
Police {customer:88-120-33}
als Mitglied bin ich unter {customer:55120} geführt
Kunde seit 2019, laut Brief {customer:4491207}
Mein Zähler im Keller hat die {customer:1EMH0012345678}
Schaden vom 3. Mai, {order:SB-2026-7781}
Können Sie bei {order:77120933} nachsehen?
die {order:55120-88} ist immer noch nicht da
Bitte {order:88120} und {order:88121} zusammen schicken
Anschlussnummer lt. Schreiben {customer:778-1203}
Unser Zeichen {order:MS-2026-88}
Betreff: {order:WB-48211-26}
zu {order:2026/4471/B} fehlt noch die Antwort
it's under {order:884213}
ref {order:QX-20931}
booking ref {order:T6YQ9L}
Reservation {order:88-1203}, two nights
confirmation {order:7741203}
case ID {order:C-88213}
PO {order:4500012345}
quote {order:Q-20931}
delivery note {order:DN55120}
claim {order:CL/2026/771}
consignment {order:AB123456789GB}
meter {customer:E6S1234567}
policy {customer:PX-771203}
membership {customer:M77120}
account no {customer:30391177}
account no. {customer:3039 1177}
patient ID {customer:P-77120}
loyalty card {customer:6339 771203}
{customer:30391177} is my account
that would be {order:771203}
sure, {order:90467}
yes here you go {order:90467}
what happened to {order:B-88213}?
I've chased {order:771203} twice now
parcel never came: {order:H00123456789}
my gas contract, the letter says {customer:GC-771203}
as a customer I was given {customer:771203}
the job is down as {order:J-88213}
we emailed about {order:SO-10023} on Monday
any news on {order:INV/26/0091}?
I'm a member, {customer:771203}
"""
MORE_PLACES = r"""
wohne jetzt {address:Am Anger 3, 99084 Erfurt}
Neue Adresse: {address:Im Winkel 12b}
Bitte an {address:Zur alten Mühle 4}, danke
{address:Auf der Heide 7, 29614 Soltau}
Ich wohne {address:Lange Reihe 12}
{address:Unter den Linden 5, 10117 Berlin}
{address:Breite Gasse 8, 90402 Nürnberg}
Adresse ist {address:Niederdorf 14, 9064 Pischeldorf}
nach {address:8400 Winterthur} umgezogen
{address:Mariengasse 4/7, A-1070 Wien}
{address:Lerchenfelder Straße 12, 1080 Wien}, Top 5
{address:Dorf 23, 6850 Dornbirn}
wir wohnen in {address:3011 Bern}
ich bin umgezogen: {address:Zum Bergblick 9, 57392 Schmallenberg}
Lieferung bitte {address:An der Kirche 2}, nicht nebenan
Lieferadresse {address:Hinter den Höfen 11}
c/o {name:Weber}, {address:Sonnenhalde 6, 8032 Zürich}
{address:Schlossberg 2, 79098 Freiburg}
die anschrift: {address:auf dem kamp 8, 33100 paderborn}
{address:Vogelsang 17, 45721 Haltern am See}
bitte ändern auf {address:Kirchbühl 22, 3400 Burgdorf}
{address:Hohe Bleichen 8, 20354 Hamburg}
Wohnort {address:50667 Köln}
{address:In den Gärten 5\n70599 Stuttgart}
Rechnung an {address:Am Alten Bahnhof 15}, bitte
"""
MORE_PEOPLE = r"""
hier ist {name:petra kunz}, mein Paket fehlt
Danke! gruß {name:jonas}
Alles klar, lg {name:timo}
bitte um Rückruf mfg {name:k. sommer}
Bitte melden. – {name:Priya}
It works now. Cheers, {name:Tom}
ich bins, {name:yvonne}
Name: {name:Kunz}
Name: {name:petra kunz}
Ansprechpartner {name:Jonas Weber}
Ansprechpartnerin: Frau {name:Kunz}
mein Mann {name:Timo} holt es ab
ein Paket für Frau {name:Sommer}
Gruß {name:T. Kramer}
LG {name:A.-M. Sommer}
Viele Grüße {name:Kunz}
Danke und Gruß, {name:Hedda}
hier {name:Jonas Weber} aus Kiel
thanks, {name:priya}
kind regards {name:tom baker}
my name's {name:owen clarke}
it's {name:priya} here
ask for {name:Priya Nair}
Contact: {name:Owen Clarke}
Kontoinhaber: {name:Petra Kunz}
Empfänger: {name:Petra Kunz}
Recipient: {name:Owen Clarke}
mein Kollege Herr {name:Brandt} weiß Bescheid
my wife {name:Hannah} will collect
gez. {name:Kunz}
"""
MORE_NOTHING = r"""
Das kostet 12345 Euro oder 14999,- und 12 500 CHF
Im Zeitraum 01.02.2024-05.03.2024 und 2024-2025
Unsere Hotline ist Mo-Fr 08:00-17:00 besetzt
Art.-Nr. 771203 in Größe 42, Modell GSR 18V-55
Sony WH-1000XM4 und Bosch WAX28K93
rund 25000 Besucher, über 12345 Leute, 20000 Einwohner
5000 Punkte, 12450 Treuepunkte gesammelt
Windows 11 Version 23H2, iOS 17.5.1, Build 22631.3447
ISBN 978-3-16-148410-0 und EAN 4006381333931
Auflösung 1920x1080, Akku 10000mAh, 3840 x 2160
IP 192.168.178.1, Fehler 0x80070005
10.000 Schritte, 1.200.000 Klicks
The error code is 40412, firmware 20240115
size 10-12, 100000 miles, over 50000 sold
Zählerstand 45231, Ablesung 38812 kWh
my PIN is 4711, postcode 90210
open 9-17, any day
in 2026 und am 12-03-2026 um 1430 Uhr
Raum 20412, Flug LH 2041, Filiale 10233
Steht das Lampe im Mai 3 mal da? Zur Zeit 4 Leute, Am Ende 2
Lange Reihe von 12 Fehlern; Im Paket 2 Teile, Auf der Liste 3
hier ist alles gut. Gruß und danke. lg bis morgen
ich bins leid. Name: siehe oben. für Frau und Kind
"""
FURTHER_NUMBERS = r"""
Auftr. {order:4410-77}, Kd. {customer:90213}, bitte Rückruf
Kunde {customer:90213} Auftrag {order:441077}
bestellung {order:7712} komma zwei artikel fehlen
Bestell-Nr.\n{order:300-77123}
Bestellnummer\n{order:77123}
Rechnungs-Nr. {order:2026-00771} / Kunden-Nr. {customer:D-40012}
Unser Aktenzeichen: {order:KV-2026/3381}
Ihr Schreiben vom 12.05.2026, Geschäftszeichen {order:B 4-2041/26}
die nummer auf dem Zettel ist {order:559 201 7}
Nummer steht oben, {order:559201}
Kundennummer habe ich nicht, aber Rechnung {order:77123}
Vertragsnummer hab ich: {customer:55-1203-8}
meine vertragsnr is {customer:8812034}
Versichertennr. {customer:K123456789}
Mitgliedsnr {customer:0044812}
Mitglied Nr. {customer:4481}
Hallo, Tracking {order:CE123456785DE} steht seit Tagen
Retourenschein {order:R88120} liegt bei
PNR {order:QWZRTK}
Buchung {order:7K2MQX} bitte umbuchen
Buchungsnr. {order:HB-2207-91} für 2 Personen
Reservierung unter {order:77-2041}
Zähler Nr. {customer:7788120}, Stand 45231
Stromzähler {customer:1ESY1161234567}
Patientennummer {customer:0088123}
Policennummer {customer:L 88.120.33-1}
Ihr Ticket [{order:#88120}] wurde geschlossen
Vorgang {order:V/26/0813} liegt beim Kollegen
Ihre Reparatur {order:REP-2210} ist fertig
Gutschrift {order:GS-2026-19} über 19,90 €
Beleg {order:0412 77 20}
Kassenbon {order:0412/771}
Spendernr. {customer:33120}
Leserausweis {customer:00881203}
Die Bestellung {order:88213}, die Rechnung {order:R-4412} und Kundennummer {customer:K-77120}
Auftrag: {order:12-3456} ¦ Kunde: {customer:78-9012}
Order no. ¦ {order:88213} ¦ Account ¦ {customer:771203}
Order No {order:88213}
order num {order:B88213}
Order ref: {order:WEB/88213}
Order ID = {order:9f88213}
order {order:#1042}
Your order ({order:88213}) shipped
your ticket [{order:88213}] is closed
Invoice {order:0091} is wrong
Case {order:00771203} has been escalated
Reference: {order:7QX/2026/88}
your ref {order:JM/4471}
our ref: {order:HX20931/2}
tracking {order:1Z999AA10123456784}
Tracking no. {order:GB 1203 7712 0}
An Post tracking {order:RR123456785IE}
Docket {order:77120}
booking {order:HJ7Q2P}
My booking is under {order:HJ7Q2P}
Membership no. {customer:00-4481}
member number is {customer:4481-22}
Policy number: {customer:HOM/771203/A}
MPRN {customer:10012345678}
meter serial {customer:L78A12345}
account ending {customer:77120}
acct # {customer:77120-3}
customer {customer:#77120}
Customer ID: {customer:CU77120}
patient {customer:P771203}
NHS no. {customer:485 777 3456}
my contract is {customer:C-7712-03}
PO number {order:77120}, delivery {order:DN-4471}
job number {order:J4471}
purchase order {order:PO-4471/26}
RMA{order:#44710}
claim no. {order:2026-C-4471}
Complaint {order:CMP-4471}
Repair ticket: {order:RT4471}
"""
FURTHER_PLACES = r"""
Anschrift: {address:Breite 9, 79199 Kirchzarten}
{address:Oberdorf 12\n6074 Giswil}
{address:Hauptplatz 3}/Stiege 2/Tür 14, {address:8010 Graz}
{address:Bahnhofstr.5, 8400 Winterthur}
{address:Schulhausstrasse 4, 8706 Meilen}
Ort: {address:6020 Innsbruck}
PLZ/Ort: {address:6020 Innsbruck}
Straße: {address:Am Wehr 4}\nPLZ Ort: {address:34117 Kassel}
Strasse {address:Am Wehr 4}, Ort {address:34117 Kassel}
{address:Kleiner Kirchweg 7a - 55116 Mainz}
Zustellung an {address:Haus Nr. 14, 5741 Neukirchen}
neue anschrift ab 1.8.: {address:unterer anger 3, 80331 münchen}
statt {address:Ringstr. 4} jetzt {address:Ringstr. 40}
wohne {address:Bergmannstr 102}, berlin
hausnummer ist falsch, richtig ist {address:Kastanienweg 12}
Bitte in die {address:Poststraße 9} liefern
ich wohne {address:in der Rosenau 5, 86159 Augsburg}
Lieferung nach {address:CH-3011 Bern}
Apartment at {address:88 Harcourt Street, Dublin 2}
{address:27 The Crescent, Galway, H91 X2P4}
{address:1450 W Belmont Ave, Chicago, IL 60657}
{address:PO Box 4471, Leeds LS1 4AB}
Delivery: {address:6 Oak Drive\nNewbury\nRG14 5AB}
new address {address:6 oak drive, newbury rg14 5ab}
ship to {address:500 Main St, Boise, ID 83702} please
we moved to {address:14 Orchard Way}
"""
FURTHER_PEOPLE = r"""
grüße {name:holger}
Grüße aus Kiel, {name:Holger}
gruss {name:m. kunz}
Lg {name:Sabine} 😊
MfG\n{name:H. Sommer}
danke {name:holger brandt}
es meldet sich {name:Petra Kunz}
Kunz|{name:kunz} nochmal
Guten Tag {name:Petra Kunz} mein Name
hier spricht {name:Brandt}
Moin, {name:Holger} nochmal
Kontakt: {name:Petra Kunz}
Vorname: {name:Petra}\nNachname: {name:Kunz}
Besteller: {name:Holger Brandt}
Herr {name:Ö. Yıldız} hat angerufen
Frau {name:Kunz-Sommer}, {name:Petra}
für meine Tochter {name:Mia}
unser Nachbar {name:Herbert} nimmt es an
Beste Grüße\n{name:Malte}\nKundenservice
Ihre {name:Sabine} vom Team
Hi {name:priya}, thanks
ta, {name:tom}
Many thanks\n{name:T. Baker}
– {name:Owen Clarke}
{name:Owen} here from number 12
Passenger: {name:Owen Clarke}
Mrs {name:P. Nair} called
Name {name:Owen Clarke}
name is {name:owen clarke}
speak to {name:Hannah} please
Attn. {name:Hannah Cole}
"""
FURTHER_NOTHING = r"""
Liefertermin KW 23/2026, Lieferzeit 10-12 Tage
Der Akku hat 5000 mAh und 18 Volt, Typ 18650
Farbcode #A1B2C3, RAL 7016, DIN EN 12464
Seite 12345 im Katalog 2026/27
Öffnungszeiten 09:00-12:30, 0900 bis 1700
Kapazität 20000 mAh, Drehzahl 12500 U/min
Sie haben 12345 Meilen und 45000 km
Der Code lautet LSF-23 und Artikel A-20931 ist aus
Mindestbestellwert 100, Versand ab 49
bestellt am 2026-05-14, geliefert 16/05/2026
Bild IMG_20260514_101233.jpg und Datei scan0001.pdf
https://shop.example/p/1234567 und www.shop.example/8812034
Galaxy S24, RTX 4090, iPhone 15 Pro, PS5
§ 312 BGB, Art. 15 DSGVO, DSGVO 2016/679
model number KD-55XH9005 and SKU 4471203
dimensions 1200x800, size 10.5
between 10000 and 15000 words, 2000-2026
abgegeben bei Nachbarn, mit Paypal bezahlt, auf Rechnung gebucht, mit Karte telefoniert
reservation for Friday, left with Reception, booking under Review, signed for by Neighbour
see page 1203 of the 2026/27 catalogue
"""
THIRD = r"""
Liebe Frau {name:Özdemir-Krahl}, lieber Herr {name:Wuttke}
Sehr geehrter Herr Prof. {name:Quandt}
Hallo {name:Wiebke}, hier {name:Tjark}
Servus {name:Seppi}!
Hallo liebe {name:Gesine}
grüezi frau {name:zgraggen}
Der Fahrer, ein Herr {name:Wuttke}, war da
Gesprochen hatte ich mit {name:Wuttke}
Ich hatte mit einer {name:Wiebke} telefoniert
mit Ihrer Kollegin {name:Zgraggen} gesprochen
Bitte an {name:Wiebke Quandt} weiterleiten
Paket für {name:Gesine Wuttke}, nicht für mich
abgegeben bei {name:Wuttke}
beim Nachbarn {name:Wuttke} abgegeben
Klingel {name:Wuttke}
Klingelschild: {name:Wuttke}
auf den Namen {name:Quandt}
auf {name:Quandt} gebucht
Nachname {name:Wuttke}
Familie {name:Wuttke}
Fam. {name:Quandt}
Gruß {name:Quandt}
Gruß, {name:G. Wuttke}
VG {name:Wuttke}
Dank vorab, {name:Gesine Wuttke}
Freundliche Grüsse {name:Urs Zgraggen}
Freundliche Grüsse\n{name:Urs Zgraggen}\n{address:Seestrasse 4, 8002 Zürich}
Herzlichst, {name:Gesine}
Bis dann {name:Gesine}
Liebe Grüße von {name:Gesine}
Ihr {name:Malte Quandt}
i.A. {name:Quandt}
i. V. {name:M. Quandt}
hier nochmal {name:gesine wuttke}
ich heiße {name:gesine}
bin der {name:Malte} aus Kiel
mein Sohn {name:Tjark} (7)
unsere Tochter {name:Wiebke}
Hi, {name:Imogen} here
Hello, my name is {name:Imogen Thackeray}
I'm {name:Imogen Thackeray} and I ordered twice
Regards, {name:I. Thackeray}
Regards\n{name:Imogen Thackeray}\nCustomer Care
Warm wishes, {name:Imogen}
Dear {name:Imogen}
Dear Mrs {name:Thackeray}
Dear Dr {name:O'Shaughnessy}
Hi {name:Imogen}, it's {name:Declan} from support
spoke to {name:Declan} yesterday
I was told by {name:Declan} that it's fine
left with {name:Thackeray} next door
my husband {name:Declan} signed
signed for by {name:Thackeray}
Card holder: {name:I. Thackeray}
Account holder {name:Imogen Thackeray}
Lead passenger {name:Imogen Thackeray}
Patient name: {name:Declan Thackeray}
Booking under {name:Thackeray}
booked under the name {name:Thackeray}
reservation for {name:Thackeray}
Best, {name:Imogen}
x {name:imogen}
yours, {name:Declan O'Shaughnessy}
FAO {name:Imogen Thackeray}
Bestell-Nr: {order:OT-2026/5512}, Kunden-Nr: {customer:77-21-0}
Das Ticket heißt {order:INC0044812}
Die Tracking-ID: {order:LX123456789CH}
Sendung {order:99.00.123456.12345678}
Ich beziehe mich auf {order:2026-7712-A}
Rückruf wegen {order:77120} bitte
wegen Auftrag mit der Nummer {order:7712}
bestellung mit der nr {order:77 12 03}
Schadennummer ist die {order:26-77-1203}
Zahlungsreferenz {order:RF77 1203}
Wasserzähler {customer:WZ-77120}
Gaszähler Nr. {customer:7 GMT00 4471 2033}
Kundin {customer:77120}
Kundenkonto {customer:DE-77120}
Girokonto bei Ihnen, Nr. {customer:7712033}
Krankenkasse, Versichertennummer {customer:T771203344}
Policen-Nr. {customer:KFZ 77.1203}
Mitglieds-ID {customer:M/7712}
Abo-Nr. {customer:A77120}
Kundenkarte {customer:7712 0334}
Order {order:7712} and {order:7713} are both late
Where's {order:ORD77120}?
It's order number {order:7712-0334}.
shipment {order:7712 0334 1190}
The reference I have is {order:TH/7712}
ticket number: TCK{order:#7712}
Confirmation code {order:QKZRTP}
confirmation number is {order:HMX7Q2}
E-ticket {order:016-7712033441}
eircode is {address:D02 X285}
customer no {customer:7712}
Cust ref {customer:TH7712}
library card {customer:2000 7712 0334}
membership {customer:GYM-7712}
Account {customer:7712-0334} is locked
tenancy ref {customer:T/7712/03}
utility account {customer:850 7712 0334}
contract no. {customer:2026/7712}
Hospital number {customer:H771203}
"""
FOURTH = r"""
Unter der Hotline erreichen Sie uns von 8 bis 18 Uhr, samstags 9-13 Uhr
Der Gutschein WELCOME2026 gilt bis 31.12.2026 ab 50 Euro
Mein Drucker HP LaserJet M110we druckt nicht
Der Fernseher UE55TU7170 flimmert
Waschmaschine WAN28K40, Fehler E18
Maße 120 x 60 x 75 cm, Gewicht 12,5 kg, 230 V
Schuhgröße 42, Hose 32/34, Ring 54
Update auf 14.2.1 am 3.4. um 18:00
Am Dienstag 3 Stunden gewartet, im Schnitt 20 Minuten
Die Lieferung kommt am 12. 05. zwischen 10 und 14 Uhr
Wir haben 24 Monate Garantie und 14 Tage Rückgaberecht
Guthaben 1234,56 € und 500 MB, Rest 10.5 GB
seit 2019 Kunde, 3 Bestellungen in 2025
Im Haus 3 klemmt die Tür, Stock 2
Zug RE 4712 nach Hamburg, Gleis 7, Wagen 23
Montag, Dienstag 5 Leute; Zur Info 2 Dinge
The TV UE55TU7170 flickers, firmware v1203.8
I paid $1,299.00 on 3/4/26 with PayPal
Size 10, colour 4471, chapter 12
call between 9 and 5, lines close at 17:30
My dishwasher SMS46 shows E15 after 3 cycles
We have 30 days, 2 years warranty, up to 12000 rpm
Best regards, the Support Team
Thanks, will do. Cheers for that. Best to call?
Hallo, Ihre Lieferung. Guten Tag, Rückfrage: Name: fehlt
hier ist nichts angekommen, ich bin sauer und warte
ich bin nicht zufrieden. hier wieder das gleiche Problem
it's broken here, I'm not happy, this is ridiculous
Kontakt: per Mail. Kunde: unzufrieden. Contact us. Customer service was rude
speak to someone please, contact me, I spoke to Customer Service
Gruß und Dank, beste Grüße aus Köln
Reihe 12, Platz 4, Block C
In der Filiale 3 Mal gefragt, An der Kasse 5
Im Test 12, Zum Beispiel 3, Auf der Seite 5
Um 12 Uhr im Laden 5
Große Pakete 2, kleine Kartons 3, Neue Teile 4
Zum Abholen 3 Tage Zeit, An der Hotline 2 Stunden
TAN 771203 und PIN 4471, Passwort Sommer2026
Lot 771203, Charge B7712, MHD 03/2027
Einwilligung nach Art. 6, ISO 27001, IP65, USB 3.2
Versand ab 10115 Artikeln, 128 Seiten
UID ATU12345678, HRB 77120, BLZ 10050000
Lumen 12000, Auflage 50000, Baujahr 1987
"""


def cases(*tables):
    for line in "".join(tables).splitlines():
        if line:
            names, _, text = line.rpartition("|")
            yield pytest.param(names.split(",") if names else [], text.replace("\\n", "\n"), id=line[:50])


FIRST = (GERMAN, ENGLISH, PEOPLE, NOTHING, MORE_NUMBERS, MORE_PLACES, MORE_PEOPLE, MORE_NOTHING)
ALL = list(cases(*FIRST, FURTHER_NUMBERS, FURTHER_PLACES, FURTHER_PEOPLE, FURTHER_NOTHING, THIRD, FOURTH))


@pytest.mark.parametrize(("names", "marked"), ALL)
def test_redaction_finds_what_is_marked_and_nothing_else(names, marked):
    text, expected, position = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[position : match.start()]
        expected.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        position = match.end()
    text += marked[position:]
    assert [(i.kind, i.start, i.end) for i in REDACTOR.redact(text, names).found] == expected


def test_redaction_writes_placeholders_that_no_rewrite_takes_for_an_open_place():
    text = REDACTOR.redact("Guten Tag Frau Kunz, Ihre Bestellung 48211 ist da. Viele Grüße, Petra Weber").text
    assert text == "Guten Tag Frau ‹Name›, Ihre Bestellung ‹Bestellnummer› ist da. Viele Grüße, ‹Name 2›"
    assert "[" not in text


def test_redaction_speaks_the_language_of_the_text():
    text = REDACTOR.redact("Dear Mr Cole, your order 48211 is on its way to 12 Station Road, Leeds LS1 4AB.").text
    assert text == "Dear Mr ‹Name›, your order ‹Order number› is on its way to ‹Address›."


def test_redaction_gives_one_person_and_one_number_one_placeholder():
    text = REDACTOR.redact(
        "Petra Kunz schreibt: Bestellung 48-211 fehlt. Frau Kunz wartet auf Bestellung 48211, nicht auf Bestellung 500."
        " Liebe Grüße, Jonas",
        ["Petra Kunz"],
    ).text
    assert text.count("‹Name›") == 2
    assert "‹Name 2›" in text
    assert text.count("‹Bestellnummer›") == 2


def test_redaction_leaves_a_redacted_text_as_it_is():
    once = REDACTOR.redact("Hallo Frau Kunz, Bestellung 48211, Tel. 030/1234567, LG Petra", ["Petra Kunz"]).text
    assert REDACTOR.redact(once, ["Petra Kunz"]).text == once


def test_redaction_gives_offsets_in_the_original():
    text = "🙂 Frau Kunz: IBAN DE89 3704 0044 0532 0130 00"
    found = REDACTOR.redact(text).found
    assert [text[i.start : i.end] for i in found] == [i.value for i in found] == ["Kunz", "DE89 3704 0044 0532 0130 00"]
    assert found[1].normal == "DE89370400440532013000"


# --- conversations ----------------------------------------------------------------------------------------------

CHAT = [
    Message("customer", "Hallo Petra, wo bleibt Bestellung 48211? Gruß Jonas Weber"),
    Message("agent", "Hallo Herr Weber, wie lautet Ihre Kundennummer?", "2024-05-01T10:00:00"),
    Message("customer", "88123. Meine Mail: j.weber@mail.example, und 48211 ist bezahlt"),
    Message("agent", "Danke! Rufen Sie sonst an: 030 1234567. LG Petra Lindner, petra.lindner@shop.example"),
]


def test_redaction_of_a_conversation_spreads_names_and_numbers_over_all_messages():
    result = REDACTOR.redact_conversation(CHAT, drafts=["Lieber Jonas, 48211 kommt morgen."])
    first, second, third, fourth = (m.text for m in result.messages)
    assert first == "Hallo ‹Name›, wo bleibt Bestellung ‹Bestellnummer›? Gruß ‹Name 2›"
    assert second == "Hallo Herr ‹Name 2›, wie lautet Ihre Kundennummer?"
    assert third == "‹Kundennummer›. Meine Mail: ‹E-Mail›, und ‹Bestellnummer› ist bezahlt"
    assert fourth == "Danke! Rufen Sie sonst an: ‹Telefon›. LG ‹Name›, ‹E-Mail 2›"
    assert result.drafts == ("Lieber ‹Name 2›, ‹Bestellnummer› kommt morgen.",)
    assert [(m.role, m.at) for m in result.messages] == [(m.role, m.at) for m in CHAT]


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Wie lautet Ihre Kundennummer?", "ja klar, 4471", "ja klar, ‹Kundennummer›"),
        ("Wie lautet Ihre Bestellnummer?", "77120", "‹Bestellnummer›"),
        ("Wie ist der Zählerstand?", "45231", "45231"),
        (
            "Was fehlt, Bestellung 77120?",
            "Genau, mein Vertrag ist da, 77120 fehlt",
            "Genau, mein Vertrag ist da, ‹Bestellnummer› fehlt",
        ),
    ],
)
def test_redaction_takes_a_bare_number_for_what_was_asked_or_is_known(question, answer, expected):
    chat = [Message("agent", question), Message("customer", answer)]
    assert REDACTOR.redact_conversation(chat).messages[1].text == expected


@pytest.mark.parametrize("team", [[], ["Petra Lindner"]])
def test_redaction_of_a_conversation_keeps_nothing_by_which_an_agent_is_found(team):
    customer = REDACTOR.redact_conversation(CHAT, [], team).customer
    assert {(i.kind, i.normal) for i in customer} == {
        ("name", "jonas weber"),
        ("name", "weber"),
        ("order", "48211"),
        ("customer", "88123"),
        ("email", "j.weber@mail.example"),
    }


def test_redaction_finds_a_customer_who_is_only_a_number_in_the_export():
    customer = REDACTOR.redact_conversation([Message("customer", "Hallo!")], ["+49 170 2345678"], ["Team"]).customer
    assert REDACTOR.hashes(customer) == REDACTOR.hash_of("+49 170 2345678") & REDACTOR.hashes(customer)
    assert len(REDACTOR.hashes(customer)) == 1


def draft_of(text):
    return REDACTOR.redact_conversation([Message("customer", "Wo bleibt es?")], drafts=[text]).drafts[0]


SIGNED = r"""
Ich schaue nach. ^{TS}
Erledigt /{ak}
Alles erledigt! LG, {mk}
Das klappt.\ni.A. {ts}
Mit freundlichen Grüßen\ni. A. {ts}
Schönen Tag noch -{AA}
Gruß\n{T}.
Viele Grüße, {T.S}.
Viele Grüße\n{A.-M}.
LG {TS} 🙂
MfG\n{AK}\nKundenservice
Das klappt.\n\n{ts}
Gern! ({TS})
Gern 🙂 /{mk}
Schönen Feierabend – {AK}
Gute Besserung, {TS}
Liebe Grüße, Ihre {S. K}.
Kind regards\n{JB}
Have a great day! ^{JB}
Thanks, {jb}.
gern ~{AM}
-{AK}
"""
UNSIGNED = r"""
Das ist OK
Ja.\nOK
Danke, LG
Viele Grüße und VG
Gern.\nMfG
Alles dabei – TV
Es gibt ein WC
Gern!\nPS
Format – A4
Danke!\n🙂
Danke :-D
Super ^^
offen bis 16 h
ca. 2 kg
das sind 120 km /h
Größe M /L
Mo – Fr
Ihre DB
Viele Grüße, Ihre DB
Viele Grüße\nIhr Team
Das geht.\nJa
Danke, gut
Anträge, Belege u. a.
Die Rechnung (PDF)
Welche?\n- A\n- B
Vielen Dank für\ndie Geduld
TS?
Thanks, bye
see you at 3 pm
"""


@pytest.mark.parametrize("marked", [line.replace("\\n", "\n") for line in SIGNED.split("\n") if line])
def test_redaction_takes_the_initials_of_the_team_at_the_end_for_a_name(marked):
    assert draft_of(re.sub(r"[{}]", "", marked)) == re.sub(r"{.*}", "‹Name›", marked)


@pytest.mark.parametrize("text", [line.replace("\\n", "\n") for line in UNSIGNED.split("\n") if line])
def test_redaction_takes_no_other_short_word_for_initials(text):
    assert draft_of(text) == text


def test_redaction_blots_initials_where_the_team_signs_and_leaves_what_a_customer_writes():
    chat = [Message("customer", "Meine Größe ist\nTS"), Message("agent", "Danke, TS ist vorrätig! ^TS")]
    result = REDACTOR.redact_conversation(chat)
    assert [m.text for m in result.messages] == ["Meine Größe ist\nTS", "Danke, TS ist vorrätig! ^‹Name›"]
    assert result.customer == ()


def test_redaction_keeps_one_placeholder_for_a_name_that_fits_a_second_person_later():
    text = REDACTOR.redact("Frau Anna Weber, Herr Weber Klaus, Herr Weber, Herr Weber Klaus!").text
    assert text == "Frau ‹Name›, Herr ‹Name 2›, Herr ‹Name›, Herr ‹Name 2›!"


def test_redaction_finds_a_name_in_any_case_with_turkish_letters():
    assert REDACTOR.redact("ibrahim IŞIK, ISIK", ["İbrahim Işık"]).text == "‹Name›, ISIK"


# --- hashes and keys --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Kundennummer KD-39 218", "kd39218"),
        ("Bestellung B-2024-00871", "bestellnummer: B 2024/00871"),
        ("Mail: Max.Mustermann@Web.example", "max.mustermann@web.example"),
        ("Mail: max (at) web (punkt) de", "max@web.de"),
        ("Tel. 0170 2345678", "+49 170 2345678"),
        ("ring 07700 900123", "+44 7700 900123"),
        ("IBAN de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("Visa 4111-1111-1111-1111", "4111 1111 1111 1111"),
        ("Mein Name ist Jörg Groß", "Herr Joerg Gross"),
    ],
)
def test_redaction_hashes_what_is_written_and_what_is_typed_alike(written, typed):
    hashes = REDACTOR.hashes(REDACTOR.redact(written).found)
    assert hashes & REDACTOR.hash_of(typed)
    assert not hashes & REDACTOR.hash_of("Bestellnummer 999999")
    assert not hashes & Redactor(b"x" * 32).hash_of(typed)


def test_redaction_hashes_a_number_with_its_word_as_that_kind_alone():
    assert len(REDACTOR.hash_of("Kundennummer 48211")) == 1
    assert REDACTOR.hash_of("Kundennummer 48211") < REDACTOR.hash_of("48211")
    assert not REDACTOR.hash_of("Bestellnummer 48211") & REDACTOR.hash_of("Kundennummer 48211")


def test_redaction_hashes_no_address_and_shows_no_value():
    found = REDACTOR.redact("Lindenweg 12, 50667 Köln").found
    assert [i.kind for i in found] == ["address"]
    assert REDACTOR.hashes(found) == frozenset()
    assert all(re.fullmatch("[0-9a-f]{64}", h) for h in REDACTOR.hash_of("Petra Kunz"))


def test_redaction_makes_a_key_for_its_owner_and_keeps_it(tmp_path):
    path = tmp_path / "new" / "key"
    key = load_key(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path) == key
    assert [p.name for p in path.parent.iterdir()] == ["key"]


def test_redaction_gives_two_that_start_at_once_the_same_key(tmp_path):
    keys = []
    threads = [threading.Thread(target=lambda: keys.append(load_key(tmp_path / "key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_redaction_refuses_a_key_that_is_none(tmp_path):
    (tmp_path / "short").write_bytes(b"abc")
    with pytest.raises(SettingsError, match="32 bytes, found 3"):
        load_key(tmp_path / "short")
    with pytest.raises(StoreError, match="cannot be read or made"):
        load_key(tmp_path)
    with pytest.raises(StoreError, match="cannot be read or made"):
        load_key(tmp_path / "short" / "key")


# --- speed and the measure --------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["1", "a", " "])
def test_redaction_reads_a_hundred_kilobytes_of_one_character_within_a_second(part):
    assert seconds(part * 100_000) < 1.0


@pytest.mark.parametrize("part", ["LG ab ", "\n", "/A ", "^", "schöne ", "i.A. "])
def test_redaction_reads_repeated_closings_of_the_team_in_time(part):
    draft_of("Frau Kunz, Tel. 0170 1234567 LG ts")
    start = time.process_time()
    draft_of(part * (30_000 // len(part)))
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    "part", ["\n", "a-", "a.", "@", "x@", "(", "+", "#", "DE12", "1.1.", "Hallo ", "LG\n", "1a2345, ", "K-209 "]
)
def test_redaction_reads_repeated_marks_in_time(part):
    assert seconds(part * (30_000 // len(part))) < 1.0


def test_redaction_reads_many_names_and_numbers_in_time_that_grows_with_the_text():
    def chat(count):
        names = ["".join(chr(97 + int(d)) for d in f"{n * 7919 % 99991:05}").title() for n in range(count)]
        lines = [f"Hallo Herr {a}, Bestellung {n}7, a.{a}@b.example, LG Eva {a}" for n, a in enumerate(names, 1000)]
        return [Message(role, line) for role, line in zip(["customer", "agent"] * count, lines, strict=False)]

    def took(messages):
        start = time.process_time()
        REDACTOR.redact_conversation(messages)
        return time.process_time() - start

    took(chat(10))
    assert took(chat(1600)) < 7 * took(chat(400))


def test_redaction_keeps_no_word_of_a_text_in_a_cache():
    def sizes():
        modules = [m for name, m in sys.modules.items() if name.startswith("coach.redaction")]
        cached = {f for m in modules for f in vars(m).values() if hasattr(f, "cache_info")}
        return sum(f.cache_info().currsize for f in cached if f.__module__.startswith("coach.redaction"))

    texts = [
        "Frau Kunz, Kundennummer 48211, {}nummer 777123, {} 48211. LG Eva".format(*[w] * 2) for w in ("Abc", "Xyz")
    ]
    draft_of(texts[0])
    before = sizes()
    draft_of(texts[1])
    assert sizes() == before > 0


def seconds(text):
    REDACTOR.redact("Frau Kunz, Tel. 0170 1234567")
    start = time.process_time()
    REDACTOR.redact(text)
    return time.process_time() - start


def test_redaction_quality_counts_a_span_that_covers_nine_tenths_and_is_at_most_twice_as_long():
    text = "Bestellung 1234567890"
    (found,) = REDACTOR.redact(text).found

    def hit(start, end, kind="order"):
        return bool(matched([{"kind": kind, "start": start, "end": end}], [found]))

    assert hit(11, 21)
    assert hit(11, 16)
    assert not hit(11, 15)
    assert hit(10, 21)
    assert not hit(9, 21)
    assert not hit(11, 21, "customer")


def test_redaction_quality_gives_wilson_intervals():
    nine = share(9, 10)
    assert nine["share"] == 0.9
    assert (round(nine["low"], 3), round(nine["high"], 3)) == (0.596, 0.982)
    assert share(0, 0)["share"] is None
