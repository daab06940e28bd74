package pair

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// background returns what chosen pairs of the library are seen against.
func (l *library) background() (*Background, []Content) {
	contents := make([]Content, len(l.number))
	for s, n := range l.number {
		l.preparer.Content(&contents[n], &Source{Text: s})
	}
	return NewBackground(contents), contents
}

// sources returns the two texts of a case as articles.
func (c *pairCase) sources() (a, b Source) {
	a = Source{Text: c.a, Outlet: "courier.example", Second: 1_700_000_000, Timed: true}
	b = Source{Text: c.b, Outlet: "gazette.example", Second: 1_700_018_000, Timed: true}
	if c.where != elsewhere {
		b.Outlet = a.Outlet
	}
	if c.where == daily {
		b.Second = a.Second + 86_400
	}
	return a, b
}

// TestQualityChosen holds what compare says of the texts of TestQualityPairs in
// the same collection, and of some that were retold.
func TestQualityChosen(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := LoadChosen()
	if err != nil {
		t.Fatal(err)
	}
	cases := slices.Concat(pairCases(), retoldCases())
	lib := newLibrary(cases)
	back, contents := lib.background()
	var out strings.Builder
	fmt.Fprintf(&out, "pairs of texts by models %s and %s, chosen as likely as not: p by the passages, p, kind, stands out, quoted, rest, least of rest\n", m.Version, chosen.Version)
	var comparer Comparer
	var besider Besider
	wrong := 0
	for _, c := range cases {
		a, b := c.sources()
		r, _ := lib.rarity(c.a, c.b)
		x, y := lib.text(&a), lib.text(&b)
		var e Evidence
		comparer.Compare(&e, x, y, r)
		odds := m.Chosen(m.LogOdds(&e))
		i, k := int(lib.number[c.a]), int(lib.number[c.b])
		var w Beside
		besider.Look(&w, back, &BesideSide{x, c.a, &contents[i], i}, &BesideSide{y, c.b, &contents[k], k}, &e, odds)
		z, retold := chosen.LogOdds(&w)
		verdict := ""
		if retold && z >= 0 {
			verdict = "  retold"
		}
		if (P(z) >= .5) != c.one || !slices.Contains(strings.Fields(c.kinds), e.Kind(z).String()) {
			verdict += "  WRONG: want " + map[bool]string{true: "p >= .5, ", false: "p < .5, "}[c.one] + c.kinds
			wrong++
		}
		fmt.Fprintf(&out, "%-38s %.4f %.4f %-7s %5.2f %.2f %5.2f %5.2f%s\n", c.name, P(odds), P(z), e.Kind(z), w.StandsOut, w.Quoted, w.Rest, w.RestLeast, verdict)
	}
	fmt.Fprintf(&out, "%d of %d wrong\n", wrong, len(cases))
	golden(t, filepath.Join("..", "..", "testdata", "quality", "chosen.txt"), out.String())
}

// retoldCases are reports that somebody wrote with another one before him, and
// reports of the same event by somebody who was there himself.
func retoldCases() []pairCase {
	const any = same + " " + passage + " " + quote
	return []pairCase{
		{"retold: English", bridgeEN, retoldEN, true, any, elsewhere},
		{"retold: German", storyDE, retoldDE, true, any, elsewhere},
		{"retold: French, shortened", storyFR, retoldFR, true, any, elsewhere},
		{"retold: Russian, with own words", storyRU, retoldRU, true, any, elsewhere},
		{"retold and the rival", retoldEN, bridgeRival, false, any, elsewhere},
		{"same subject, other event: German", storyDE, otherDE, false, any, elsewhere},
	}
}

const (
	retoldEN = `Drivers in Norhaven will have to do without the old swing bridge over the Lunde until late October. Divers discovered that one of the two piers, built of stone, is cracked, according to the port authority.
The bridge, opened in 1931, connects the southern suburbs with the fish market and carries about 14,000 vehicles every day. Since Saturday night traffic is sent over the motorway crossing, eight kilometres up the river.
Harbour master Ingrid Solvang defended the closure: nobody knew how fast the crack was growing, and she would not wait for the answer while buses crossed.
The repair will cost an expected 3.4 million crowns, two thirds of which come from the region. From Thursday pedestrians and cyclists can take a temporary ferry with room for 120; it sails every twenty minutes, first at six in the morning.
Shops at the fish market have lost half their customers in three days, and the guild of merchants demands that the city waives their rents until the reopening.
Engineers had called the piers sound at the last inspection in 2011. Another one, due four years ago, was twice put off because money was lacking.`

	retoldDE = `Das Freibad am Kanal in Altmühlen bleibt bis auf Weiteres zu. Im Becken haben Gutachter vergangene Woche Risse entdeckt, jeden Tag versickern dort etwa 60.000 Liter Wasser, teilte die Stadt mit.
Frühestens im Mai kann die Sanierung beginnen; nach erster Schätzung kostet sie 1,8 Millionen Euro. Rund 23.000 Euro an Spenden hat der Förderverein nach eigenen Angaben seit Montag eingesammelt.
Für viele Kinder bedeute ein Sommer ohne das Bad einen Sommer ohne Wasser, klagte Bürgermeisterin Renate Voss im Stadtrat, schließlich liege das nächste dreißig Kilometer weit weg.
Seit 2016 habe die Verwaltung von den Schäden gewusst, kritisiert die Opposition. Ein Bademeister hatte damals per Brief vor feuchten Kellern bei den Nachbarn gewarnt.
41.000 Gäste kamen im vergangenen Jahr, mehr als je zuvor, in das 1958 gebaute und vor zwanzig Jahren zuletzt erneuerte Bad.`

	otherDE = `Im Hallenbad von Grünwerder stehen die Besucher seit gestern vor verschlossenen Türen. Ein Defekt an der Chloranlage hat am Dienstagabend einen Alarm ausgelöst, zwölf Badegäste wurden vorsorglich untersucht.
Die Feuerwehr lüftete das Gebäude drei Stunden lang. Ein Ventil hatte sich offenbar gelöst, sagte der Leiter der Stadtwerke, Jost Emmerling, die Ersatzteile seien bestellt.
Schulen und Vereine müssen nun ausweichen. Der Schwimmunterricht der Grundschulen fällt bis zu den Ferien aus, die Wasserballer trainieren in der Nachbarstadt.
Für die Reparatur rechnet der Betreiber mit 90.000 Euro. Ob eine Versicherung dafür aufkommt, ist offen, denn die Anlage stammt noch aus dem Jahr 1987.`

	retoldFR = `À deux semaines de la fin de la récolte, les vendangeurs de la coopérative de Montrevel sont en grève depuis lundi : ils veulent de meilleurs logements.
Dans l'ancien gymnase où dorment près de 180 saisonniers depuis le début du mois, il n'y a que six douches. Les chalets promis par la mairie ne sont jamais arrivés.
Chaque jour perdu coûte 90 000 euros, assure la direction, et il reste un tiers du raisin à cueillir ; elle propose d'ouvrir un deuxième dortoir et de verser une prime de 15 euros par jour.`

	retoldRU = `Единственный паром, связывавший Северское с островом Кедровый, сломался: вышел из строя двигатель, и сообщение прекращено, рассказали в районной администрации.
Пока из соседней области не придёт запасной паром — а его ждут не раньше пятницы, — продукты и лекарства для 620 жителей острова будет возить катер спасателей.
Глава островного совета Марина Лосева напомнила, что заменить судно просили ещё три года назад, но каждый раз слышали, что оно простоит до следующей весны.
Ремонт оценивают в 12 миллионов рублей; детали для двигателя придётся делать на заводе по старым чертежам, поскольку их больше не выпускают.
Наш читатель с острова пишет, что в магазине уже разобрали крупу и спички, а рыбаки предлагают соседям места в лодках за умеренную плату.`
)
