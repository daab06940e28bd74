package pair

// The texts of TestQualityPairs: invented reports of invented events, as
// agencies and outlets write them. Paragraphs are separated by newlines.
const (
	bridgeEN = `NORHAVEN (Northpress) - The old swing bridge over the Lunde will stay closed until the end of October after divers found a crack in one of its two stone piers, the port authority said on Tuesday.
Some 14,000 vehicles a day have used the bridge, which was opened in 1931 and links the fish market with the southern suburbs. Drivers have been sent over the motorway crossing eight kilometres upstream since Saturday night.
"We do not close a bridge lightly, but nobody can tell us how fast this crack grows, and I will not wait for the answer with buses on it," harbour master Ingrid Solvang told reporters on the quay.
Repairs are expected to cost 3.4 million crowns, of which the region pays two thirds. A temporary ferry for pedestrians and bicycles starts on Thursday, with 120 places and a crossing every twenty minutes from six in the morning.
Shopkeepers at the fish market said that they had lost half of their customers within three days. The merchants' guild wants the city to waive rents until the bridge is open again.
The piers were last inspected in 2011, when engineers called them sound. A new inspection that was due four years ago had been put off twice for lack of money.`

	bridgeRival = `By Tomas Reker, Coastline News Service
Divers have discovered damage to the foundations of Norhaven's swing bridge, and motorists face a detour for at least five weeks.
The port authority shut the crossing on Saturday evening and confirmed on Tuesday that traffic cannot return before the end of October. Until now about 14,000 cars, lorries and buses crossed there each day.
"We do not close a bridge lightly, but nobody can tell us how fast this crack grows," said Ingrid Solvang, who runs the harbour.
Engineers put the bill at 3.4 million crowns. City councillors will meet on Friday to talk about where Norhaven's own third of that sum should come from; the opposition has asked for the papers of every inspection since the nineties.
For people on foot a small ferry will run from Thursday. Its operator, a family firm from Skelby, normally takes summer guests to the seal islands and says that it can keep going until the first storms.`

	ferryEN = `SKELBY (Northpress) - Fishermen blocked the entrance of Skelby harbour with eleven boats on Tuesday to protest against a plan that would halve their cod quota next year.
The blockade began before dawn and held up two container ships and the morning ferry with 340 passengers on board. Police boats watched and did not step in.
The ministry wants to cut the catch in the northern bay to 2,100 tonnes because stocks have shrunk for the sixth year in a row. Researchers of the marine institute had advised to stop fishing there altogether.
"My father fished here and his father too, and there was never a winter in which we were told to stay at home," said skipper Ove Brandt, who speaks for the cooperative.
A meeting with the minister is planned for Monday. The fishermen announced that they would leave the harbour free until then.`

	storyDE = `Altmühlen (mnd) - Die Stadt Altmühlen muss ihr Freibad am Kanal vorerst geschlossen halten. Gutachter fanden in der vergangenen Woche Risse im Becken, durch die täglich rund 60.000 Liter Wasser versickern, wie das Rathaus am Mittwoch mitteilte.
Die Sanierung kostet nach einer ersten Schätzung 1,8 Millionen Euro und wird frühestens im Mai beginnen. Der Förderverein sammelt seit Montag Spenden und hat nach eigenen Angaben bereits 23.000 Euro zusammen.
"Ein Sommer ohne dieses Bad ist für viele Kinder ein Sommer ohne Wasser, denn das nächste liegt dreißig Kilometer entfernt", sagte Bürgermeisterin Renate Voss vor dem Stadtrat.
Die Opposition wirft der Verwaltung vor, seit 2016 von den Schäden gewusst zu haben. Damals hatte ein Bademeister in einem Brief auf feuchte Keller in der Nachbarschaft hingewiesen.
Das Bad wurde 1958 gebaut und zuletzt vor zwanzig Jahren erneuert. Im vergangenen Jahr zählte es 41.000 Gäste, so viele wie nie zuvor.`

	storyFR = `MONTREVEL (AFC) - Les vendangeurs de la coopérative de Montrevel ont cessé le travail lundi pour réclamer de meilleurs logements, à deux semaines de la fin de la récolte.
Près de 180 saisonniers, dont beaucoup viennent de l'étranger, dorment depuis le début du mois dans un ancien gymnase où il n'y a que six douches. La mairie avait promis des chalets qui ne sont jamais arrivés.
« On nous demande douze heures par jour dans les rangs et le soir on fait la queue pour se laver, ce n'est pas une vie », a déclaré Lucie Arnal, qui parle pour les grévistes.
La direction de la coopérative assure qu'un tiers du raisin reste à cueillir et que chaque jour perdu coûte 90 000 euros. Elle propose une prime de 15 euros par jour et l'ouverture d'un deuxième dortoir.
Une réunion avec la préfecture est prévue mercredi. Les viticulteurs voisins craignent que le mouvement ne s'étende à toute la vallée.`

	storyRU = `СЕВЕРСКОЕ, 14 октября (Вестник). Паромное сообщение между Северским и островом Кедровый прекращено из-за поломки двигателя единственного судна, сообщили в администрации района.
На острове живут около 620 человек. Продукты и лекарства туда будут доставлять катером спасателей, пока не придёт запасной паром из соседней области, его ждут не раньше пятницы.
«Мы просили заменить этот паром ещё три года назад, но каждый раз нам отвечали, что он простоит до следующей весны», — рассказала глава островного совета Марина Лосева.
Стоимость ремонта оценивают в 12 миллионов рублей. Детали двигателя больше не выпускают, поэтому их придётся изготовить на заводе по старым чертежам.
Школьников, которые учатся на материке, разместили в общежитии техникума. Врач приезжает на остров дважды в неделю, в остальное время дежурит фельдшер.`

	rivalRU = `Жители Кедрового остались без парома. Как узнал корреспондент агентства «Берег», судно «Ладья» встало у причала в понедельник вечером, когда на борту было девять машин.
По словам капитана, двигатель заглох за двести метров от берега, и паром дотянули до пристани буксиром. Пострадавших нет.
«Мы просили заменить этот паром ещё три года назад», — говорит глава островного совета Марина Лосева. Она написала письмо губернатору и ждёт ответа.
В администрации района назвали сумму: 12 миллионов рублей. Откуда их взять, там пока не знают, в бюджете на дороги и переправы до конца года осталось втрое меньше.
На Кедровом 620 жителей. Магазин на острове один, хлеб в нём закончился во вторник к обеду, мука есть ещё на неделю.`

	storyZH = `新河通讯社青石镇十月十二日电 青石镇政府星期二宣布，位于老城东门外的石拱桥因基础下沉即日起停止通行，预计要到明年三月才能重新开放。
这座桥建于一七八六年，全长四十二米，每天约有九千人经过。镇政府说，上个月连续下雨以后，工作人员发现桥面出现三条裂缝，最宽的地方超过两厘米。
负责检查的工程师周明远对记者说：“这座桥陪伴了我们两百多年，我们不能让它在我们手里倒下，所以宁可现在多走一段路。”
修理费用估计为六百八十万元，其中一半由省里支付。施工期间，镇里将开通免费渡船，早上六点到晚上九点每十五分钟一班，每班可以坐四十人。
东门外的商店老板表示担心，他们说顾客已经少了一半。镇政府答应免去三个月的房租，并在广场上为他们安排临时摊位。`

	rivalZH = `本报记者林小雨报道 走到东门外的人今天都要掉头。青石镇的老石桥被两排铁栏杆围住，旁边立着一块新牌子，上面写着禁止通行四个字。
记者在现场看到，桥下已经搭起了架子，几名工人正在测量桥墩。卖豆腐的陈阿姨说，她在桥头摆摊三十年，还是头一回看见桥上没有人。
工程师周明远说：“这座桥陪伴了我们两百多年，我们不能让它在我们手里倒下，所以宁可现在多走一段路。”他带着学生每天来看两次裂缝有没有变宽。
学校也受到影响。住在河对岸的一百二十名学生从今天起要早起半个小时，家长们商量轮流送孩子去坐船。镇里的老人建议在桥边修一座小展览馆，把拆下来的旧石头留下来。`

	statementES = `La compañía Aguas del Valle lamenta profundamente la interrupción del suministro que ha afectado desde el domingo a los barrios altos de Santa Olalla y pide disculpas a todos los vecinos. La avería se produjo en la conducción principal, instalada en 1974, cuando una presión anormal rompió una junta a cuatro metros de profundidad. Nuestros equipos trabajan las veinticuatro horas y esperamos restablecer el servicio antes de la noche del jueves. Mientras tanto, ocho camiones cisterna reparten agua potable en las plazas, y los recibos de octubre no se cobrarán en las calles afectadas. La empresa ha abierto una investigación interna y publicará sus resultados.`

	carrierES1 = `Santa Olalla, 8 oct (Iberprensa).- Unos 7.000 vecinos de Santa Olalla llevan tres días sin agua y el ayuntamiento ha suspendido las clases en dos colegios.
La alcaldesa, Pilar Montes, visitó el martes las obras y reclamó un calendario. Los bomberos llenan depósitos en el hospital comarcal, que funciona con normalidad.
La empresa concesionaria difundió por la tarde este comunicado:
` + statementES + `
Es la tercera rotura de este año en la misma calle.`

	carrierES2 = `Cubos, garrafas y colas: así vive el barrio de La Loma su tercer día sin agua. Carmen Ruiz, de 81 años, baja con su nieto hasta la plaza cada mañana y sube cuatro pisos con dos botellas.
` + statementES + `
Los vecinos no se conforman. Han convocado para el viernes una marcha hasta la sede de la compañía y estudian una reclamación conjunta con ayuda de un abogado del barrio, que recuerda un caso parecido de 2009.`

	quoteEN1 = `The municipal orchestra of Dalby will play its last season in the old tannery. The council voted on Monday to sell the building to a developer from the capital, who wants to put 64 flats into it.
Musicians had hoped until the last moment. Some of them stood in the rain outside the town hall with their instruments and played a slow waltz while the vote was counted.
"A town that sells its concert hall has already sold the people who would have filled it," conductor Marta Ilves said.
The orchestra was founded by tannery workers after the war. It has 42 members, of whom nine are paid. Where rehearsals will be held from January nobody could say.`

	quoteEN2 = `Marta Ilves has never liked farewell parties. At 67, after a quarter of a century in front of amateurs and professionals in nine countries, she lives with two dogs in a lighthouse keeper's cottage and rises at five.
Her mother taught piano, her father repaired clocks, and she says that she learned from him more about rhythm. She came to the north by accident, because a train was cancelled.
Asked about the sale of the hall in Dalby she becomes sharp. "A town that sells its concert hall has already sold the people who would have filled it," she says, and pours more tea.
In spring her memoirs will appear. They begin with the sentence that she does not remember anything before the age of seven but the sound of a pendulum.`

	briefEN = `A lorry with 18 tonnes of sugar overturned on the ring road near Vesterby on Sunday morning. The driver, 52, was slightly hurt, and the road stayed closed until noon, police said.`

	furnitureEN = `Read more of our stories from the region in our evening letter, free of charge, every day at six
Most read: Ten walks along the coast that you should not miss this autumn
Most read: The baker of Holm street gives up after fifty years
Most read: What the new bus timetable means for commuters from the islands
Have you seen something that we should know about? Write to the newsroom or call us at any hour
We use your comments to make this site better. Please stay polite and stay with the subject
All rights reserved. No part of this page may be copied without leave of the publisher`

	backgroundEN = `The reactor at Holmsund was shut down in 1998 after a fire in the turbine hall in which two workers died. Since then the region has argued about what should become of the site, where 1,200 people once worked. Several plans for a museum, a storage hall and a solar park have come to nothing for lack of money, and the cooling tower was blown up in 2007 before thousands of onlookers.`
)

// river is the daily report of a river authority, made from a template.
func river(day, level, change, lock, ships string) string {
	return `River report for ` + day + `. The level of the Lunde at the Norhaven gauge stood at ` + level + ` centimetres at six this morning, ` + change + ` centimetres below the level of the day before. ` +
		`The lock at Skelby is open until ` + lock + ` o'clock. Ships with a draught of more than two metres must wait for the tide. ` +
		`In the past twenty-four hours ` + ships + ` ships passed the lock. No restrictions apply to small craft. The water authority asks all skippers to keep to the marked channel and to report floating timber. ` +
		`The next report is issued tomorrow at the same time.`
}

// kurs is the daily report of an exchange, in German.
func kurs(index, prozent, gewinner, plus, umsatz string) string {
	return `Die Aktienkurse an der Börse von Rheinfeld haben am Abend fester geschlossen. Der Leitindex RX stieg um ` + prozent + ` Prozent auf ` + index + ` Punkte. ` +
		`Zu den Gewinnern gehörten die Papiere von ` + gewinner + ` mit einem Plus von ` + plus + ` Prozent. Der Umsatz lag bei ` + umsatz + ` Millionen Euro. ` +
		`Händler sprachen von einem ruhigen Geschäft ohne klare Richtung. Am Rentenmarkt gab es kaum Bewegung. Der Euro notierte am Abend wenig verändert.`
}
