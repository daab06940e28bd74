package score

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A part of a text is its author's own words, or somebody's speech.
type part struct {
	speech bool
	text   string
}

func own(lines ...string) part { return part{false, strings.Join(lines, "\n") + "\n"} }
func stated(lines ...string) part {
	return part{true, strings.Join(lines, "\n") + "\n"}
}

// TestStatements sees that words of statements, letters, points, interviews and posts are
// speech, and the words around them are not.
func TestStatements(t *testing.T) {
	for _, test := range []struct {
		name  string
		parts []part
	}{
		{"English, in full, to the signature", []part{
			own("The ferry line stopped on Monday and the county is looking for buses.", "Read the statement of the company in full:"),
			stated("Northferry regrets the end of the service to Elmsund.", "The boats were built in 1974 and no yard repairs them any more.", "All tickets will be paid back within ten days.", "Karin Dahl, managing director"),
			own("The island has 2,300 inhabitants and one doctor, who lives on the other side of the water."),
		}},
		{"German, in full", []part{
			own("Die Fähre nach Elmsund ist am Montag eingestellt worden, und der Kreis sucht nach Bussen für die Schüler.", "Die Stellungnahme der Reederei im Wortlaut:"),
			stated("Die Nordfähre bedauert das Ende der Verbindung.", "Die Boote stammen aus dem Jahr 1974, und keine Werft setzt sie noch instand."),
		}},
		{"French, in full, a space before the colon", []part{
			own("Le bac d'Elmsund est arrêté depuis lundi et le canton cherche des cars pour les élèves.", "Voici le communiqué dans son intégralité :"),
			stated("La compagnie regrette la fin de la liaison.", "Les bateaux datent de 1974 et aucun chantier ne les répare plus."),
		}},
		{"Spanish, in full", []part{
			own("El transbordador de Elmsund está parado desde el lunes y la comarca busca autobuses.", "Lea aquí el comunicado íntegro de la naviera:"),
			stated("La naviera lamenta el fin del servicio.", "Los barcos son de 1974 y ningún astillero los repara."),
		}},
		{"Portuguese, the other side", []part{
			own("A balsa de Elmsund está parada desde segunda e a prefeitura procura ônibus para os alunos.", "Em nota, a defesa da empresa afirmou:"),
			stated("A companhia lamenta o fim da linha e informa que os barcos são de 1974."),
			own("A ilha tem 2.300 moradores e um médico, que mora do outro lado da água."),
		}},
		{"Russian, in full", []part{
			own("Паром до Эльмсунда не ходит с понедельника, и район ищет автобусы для школьников.", "Полный текст заявления компании:"),
			stated("Компания сожалеет о закрытии линии.", "Суда построены в 1974 году, и ни одна верфь их не ремонтирует."),
		}},
		{"Arabic, in full", []part{
			own("توقفت العبارة إلى الجزيرة منذ يوم الاثنين، وتبحث البلدية عن حافلات للتلاميذ في هذه المدينة.", "نص البيان كاملا:"),
			stated("تأسف الشركة على إنهاء الخط.", "بنيت القوارب عام 1974 ولم يعد أحد يصلحها."),
		}},
		{"Chinese, in full", []part{
			own("开往海岛的渡轮从星期一起停航，县里正在为学生寻找公共汽车。", "公司声明全文："),
			stated("公司对航线停运表示遗憾。", "船只建于一九七四年，已经没有船厂可以修理。"),
		}},
		{"Polish, points", []part{
			own("Prom do Elmsund nie kursuje od poniedziałku i powiat szuka autobusów dla uczniów.", "Postulaty związku:"),
			stated("1. Przywrócenie linii od marca.", "2. Zakup dwóch nowych statków.", "3. Zwrot pieniędzy za bilety."),
			own("Wyspa ma 2300 mieszkańców i jednego lekarza, który mieszka po drugiej stronie."),
		}},
		{"English, a letter", []part{
			own("The captain wrote to the council, which read the letter on Tuesday."),
			stated("Dear members of the council,", "Last night the boat was taken out of the water, and with it went a hundred years of work on this coast.",
				"The crew has asked me to thank you for the patience of the last months, and to say that nobody is angry.", "Yours sincerely,", "Aldo Ferrin"),
			own("The council will vote on Friday, and it is expected to sell the landing stage to a hotel.", "The island has 2,300 inhabitants.", "The stage was built in 1911."),
		}},
		{"Italian, an interview", []part{
			own("Il traghetto per Elmsund è fermo da lunedì e la provincia cerca autobus per gli studenti.", "Il capitano vive sull'isola da trent'anni e conosce tutti gli abitanti per nome, e anche le loro barche.",
				"La compagnia ha venduto le due navi a un cantiere che le smonta, e i biglietti della linea sono rimborsati in dieci giorni.", "Il consiglio vota venerdì sul molo, che risale al 1911."),
			stated("Capitano, come sta?", "Ho dormito poco, e mi manca il mare.", "Che cosa farà adesso?", "Noi tutti cerchiamo lavoro.", "Tornerà?", "Non lo so, ma io spero."),
		}},
		{"Greek, an interview", []part{
			own("Το πλοίο για το νησί δεν θα φύγει από τη Δευτέρα και ο δήμος ψάχνει λεωφορεία για τους μαθητές της πόλης.", "Ο καπετάνιος ζει στο νησί με την οικογένεια και ξέρει όλους με το όνομα, και τις βάρκες τους.",
				"Η εταιρεία πούλησε τα δύο πλοία, και τα εισιτήρια της γραμμής θα τα πληρώσει σε δέκα ημέρες.", "Το συμβούλιο ψηφίζει την Παρασκευή για την αποβάθρα, που είναι του 1911."),
			stated("Καπετάνιε, τι κάνετε;", "Η θάλασσα μου λείπει.", "Τι θα κάνετε τώρα;", "Εμείς ψάχνουμε για δουλειά.", "Θα γυρίσετε;", "Δεν ξέρω, αλλά εγώ το ελπίζω."),
		}},
		{"Turkish, short announcement and first person", []part{
			own("Elmsund vapuru pazartesi günü durdu ve ilçe öğrenciler için otobüs arıyor, bu çok daha pahalı olacak.", "Kaptan şöyle yazdı:"),
			stated("Ben otuz yıl bu denizde çalıştım.", "Biz kimseye kızgın değiliz."),
			own("Ada için 2300 kişi ve bir doktor var."),
		}},
		{"a post", []part{
			own("The ferry stopped on Monday and the county is looking for buses."),
			stated("So sad to see her go #elmsund #ferry"),
			own("The island has 2,300 inhabitants."),
		}},
		{"no statement: measures after a colon", []part{
			own("The county met on Monday and agreed on three measures:", "Buses will leave every hour from the old mill.", "1. They stop at the school.", "2. They stop at the harbour.", "3. They stop at the church.",
				"The price of a ticket stays the same, said the head of the office."),
		}},
		{"no interview: questions of an explainer", []part{
			own("Was ist geschehen?", "Die Fähre nach Elmsund ist am Montag eingestellt worden.", "Wie kommen die Schüler zur Schule?", "Der Kreis setzt Busse ein, die jede Stunde fahren.",
				"Was kostet das?", "Der Preis der Karten ist der gleiche wie auf dem Schiff, sagte der Leiter des Amtes."),
		}},
		{"no statement: a heading", []part{
			own("Die Fähre nach Elmsund ist am Montag eingestellt worden, und der Kreis sucht nach Bussen.", "Gemeinsame Erklärung unterzeichnet", "Der Landrat und die Reederei unterschrieben am Abend ein Papier.",
				"Darin steht, dass die Karten zu erstatten sind und das Schiff verkauft wird."),
		}},
		{"no statement: a quotation behind a colon ends with its marks", []part{
			{false, "In a statement the company said: “"}, {true, "The boats are old."}, {false, "” The island has 2,300 inhabitants and one doctor."},
		}},
		{"guillemets outwards", []part{
			{false, "Le maire a dit : «"}, {true, "La ligne est morte"}, {false, "». Le bac d'Elmsund est arrêté et le canton cherche des cars. «"}, {true, "C'est triste"}, {false, "», dit un élève."},
		}},
		{"guillemets inwards", []part{
			{false, "Der Landrat sagte: »"}, {true, "Die Linie ist tot"}, {false, "«. Die Fähre ist eingestellt, und der Kreis sucht nach Bussen. »"}, {true, "Das ist traurig"}, {false, "«, sagte ein Schüler."},
		}},
		{"low and high", []part{
			{false, "Starosta řekl: „"}, {true, "Linka je mrtvá"}, {false, "“. Přívoz je zrušen a okres hledá autobusy pro žáky."},
		}},
	} {
		var all strings.Builder
		for _, p := range test.parts {
			all.WriteString(p.text)
		}
		x := prepared(Source{Text: all.String()})
		at := 0
		for _, p := range test.parts {
			words, speech := 0, 0
			for i := range x.flags {
				if s := int(x.stream.Words[i].Start); s >= at && s < at+len(p.text) {
					words++
					if x.flags[i]&flagSpeech != 0 {
						speech++
					}
				}
			}
			if p.speech && 10*speech < 9*words || !p.speech && speech > 0 {
				t.Errorf("%s: %d of %d words are speech in %q", test.name, speech, words, p.text)
			}
			at += len(p.text)
		}
	}
}

// TestFirstRuns holds the runs of all lines to what a walk from each line finds.
func TestFirstRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ls []line
		for i, first := range rapid.SliceOfN(rapid.Bool(), 0, 20).Draw(t, "first") {
			ls = append(ls, line{span: span{i, i + 1}, first: first})
		}
		got := firstRuns(ls)
		for i := range ls {
			want := run{}
			for k, gap := i, 0; k < len(ls) && gap < 2; k++ {
				if gap++; ls[k].first {
					want, gap = run{ls[k].end, want.found + 1}, 0
				}
			}
			if got[i] != want {
				t.Fatalf("line %d: %+v, want %+v", i, got[i], want)
			}
		}
	})
}

// What TestHostileLines allows: how many times the time of a text eight times as long may be that of
// the short one (8 is linear, 23 the power of 1.5, 64 quadratic), and the time of the long one.
const (
	maxGrowth  = 14
	maxHostile = 10 * time.Second
)

// TestHostileLines sees that lines that are made to cost take linear time. The short text is read
// eight times, so that a busy machine stops both alike. The best tries count, and there are more of
// them where they say no.
func TestHostileLines(t *testing.T) {
	en := named("en")
	for _, unit := range []string{"I go to:\n", "We wrote in a statement:\n", "Read the statement in full:\n", "Dear me,\n", "1. I say:\n", "I said: ", "Who am I?\n", "I\n\"\n"} {
		took := func(n, times int) time.Duration {
			text := strings.Repeat(unit, n/len(unit))
			quoted := quotations(text)
			start := time.Now()
			for range times {
				statements(text, en, quoted)
			}
			return time.Since(start)
		}
		short, long := took(32<<10, 8), took(256<<10, 1)
		slow := func() bool { return 8*long > maxGrowth*max(short, 8*time.Millisecond) || long > maxHostile }
		for n := 1; n < 3 || slow() && n < 12; n++ {
			short, long = min(short, took(32<<10, 8)), min(long, took(256<<10, 1))
		}
		if slow() {
			t.Errorf("256 KiB of %q took %v, eight times an eighth of it %v", unit, long, short)
		}
	}
}
