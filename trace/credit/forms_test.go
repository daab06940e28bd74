package credit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// filler keeps the head and the tail of a test's article apart.
func filler() string {
	return strings.Repeat("The council of the small town met again and nothing new was settled there. ", 14)
}

// show renders credits as "agency role place", one after another.
func show(list []credit.Credit) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = fmt.Sprintf("%s %s %s", c.Agency, c.Role, c.Place)
	}
	return strings.Join(out, ", ")
}

func TestDatelines(t *testing.T) {
	r := load(t)
	for _, test := range []struct{ head, want string }{
		{"NORHAVEN (AP) — The harbour", "AP credit dateline"},
		{"NORHAVEN, Wis. (AP) -- The harbour", "AP credit dateline"},
		{"SANTA FE, N.M. (AP) — The harbour", "AP credit dateline"},
		{"ST. PAUL, Minn. (AP) — The harbour", "AP credit dateline"},
		{"BATON ROUGE, La. (AP) _ The harbour", "AP credit dateline"},
		{"ABOARD AIR FORCE ONE (Reuters) - The harbour", "Reuters credit dateline"},
		{"RIO DE JANEIRO, 3 mai (Lusa) - O porto", "Lusa credit dateline"},
		{"Frankfurt am Main (dpa) - Der Hafen", "dpa credit dateline"},
		{"Paris, le 3 mai 2024 (AFP) - Le port", "AFP credit dateline"},
		{"Paris, 3 mai 2024 (AFP)\n\nLe port", "AFP credit dateline"},
		{"Kraków (PAP) Port", "PAP credit dateline"},
		{"ISTANBUL (AA) - Liman", "AA credit dateline"},
		{"HANOI (VNA) – The harbour", "VNA credit dateline"},
		{"KATHMANDU, April 25 (Reuters) - The harbour", "Reuters credit dateline"},
		{"BEIRUT/THE HAGUE, March 7 (Reuters) - The harbour", "Reuters credit dateline"},
		{"OLDMOOR (Kyodo)\n\nThe harbour", "Kyodo credit dateline"},
		{"Berlin (dpa/bb) - Die Stadt", "dpa credit dateline"},
		{"Hamburg (dpa-AFX) - Die Aktie", "dpa-AFX credit dateline"},
		{"New Delhi, Oct 14 (PTI) The court", "PTI credit dateline"},
		{"New Delhi [India], October 14 (ANI): The minister", "ANI credit dateline"},
		{"KUWAIT CITY, Dec 17, (KUNA): The ministry", "KUNA credit dateline"},
		{"MADRID, 29 Nov. (EUROPA PRESS) - El pleno", "EP credit dateline"},
		{"Madrid, 11 may (EFE).- El tribunal", "EFE credit dateline"},
		{"(ANSA) - ROMA, 22 MAR - La nuova", "ANSA credit dateline"},
		{"Wiesbaden (KNA/iz). Der Minister", "KNA credit dateline"},
		{"Lisboa, 29 mai 2025 (Lusa) – O canal", "Lusa credit dateline"},
		{"MOSCOW, January 21. /TASS/. The minister", "TASS credit dateline"},
		{"МОСКВА, 27 августа. /ТАСС/. Министр", "TASS credit dateline"},
		{"МОСКВА, 10 фев — РИА Новости. Министр", "RIA credit dateline"},
		{"INTERFAX.RU - Министр", "Interfax credit dateline"},
		{"Київ. 14 жовтня. ІНТЕРФАКС-УКРАЇНА - Рада", "Interfax-Ukraine credit dateline"},
		{"27 марта, Минск /Корр. БЕЛТА/. Министерством", "BELTA credit dateline"},
		{"Брюксел, 25 март /БТА/ Министърът", "BTA credit dateline"},
		{"Bucureşti, 30 sep /Agerpres/ - Guvernul", "AGERPRES credit dateline"},
		{"Riyadh, February 20, 2025, SPA -- The project", "SPA credit dateline"},
		{"Tehran, IRNA – The head", "IRNA credit dateline"},
		{"واس- جدة: أعلنت الوزارة", "SPA credit dateline"},
		{"وام- أبوظبي: أعلنت الوزارة", "WAM credit dateline"},
		{"أ ف ب- بروكسل: أعلنت الوزارة", "AFP credit dateline"},
		{"اسلام آباد (اے پی پی) وزیر نے", "APP credit dateline"},
		{"اسلام آباد (اسپورٹس ڈیسک، اے ایف پی) وزیر نے", "AFP credit dateline"},
		{"新华社北京4月24日电 市政府", "Xinhua credit dateline"},
		{"中新社北京10月7日电 题：市政府", "CNS credit dateline"},
		{"(中央社記者林小明台北十二日電)市政府", "CNA credit dateline"},
		{"【ロンドン時事】市役所は", "Jiji credit dateline"},
		{"【ドーハ共同】市役所は", "Kyodo credit dateline"},
		{"(서울=연합뉴스) 홍길동 기자 = 시청은", "Yonhap credit dateline"},
		{"[서울=뉴시스] 시청은", "Newsis credit dateline"},
		{"नई दिल्ली, 14 अक्टूबर (आईएएनएस)। मंत्री", "IANS credit dateline"},
		{"Αθήνα (ΑΠΕ-ΜΠΕ) - Ο υπουργός", "AMNA credit dateline"},
		{"Berlin, 23. Mai (D. N. B.) — Der Rat", "DNB credit dateline"},
		{"PARIS, 9 (Havàs). — Le conseil", "Havas credit dateline"},
		{"PARIS, 9 (Reuler). — Le conseil", "Reuters credit dateline"},
		{"LONDRES, 12. — Reuter. — Le conseil", "Reuters credit dateline"},
		{"WASHINGTON (Afp-Ap). — Le conseil", "AFP credit dateline, AP credit dateline"},
		{"NEW YORK, July 21, 2026 /PRNewswire/ -- The firm", "PRN via dateline"},
		{"SAN FRANCISCO--(BUSINESS WIRE)--The firm", "BW via dateline"},
		{"VANCOUVER, BC / ACCESS Newswire / September 11, 2026 / The firm", "ACCESS via dateline"},
		{"(MENAFN- Jordan News Agency) The ministry", "MENAFN via dateline, Petra credit dateline"},
		{"PTI | Norhaven | The harbour", "PTI credit dateline"},
		{"Bern, 12. Mai. ag. Der Hafen", "agencies unnamed dateline"},
		{"Zürich, 3. Febr. sda. Der Hafen", "SDA credit dateline"},
		// What only looks like one.
		{"The Andhra Pradesh (AP) government said", ""},
		{"The Saudi Press Agency (SPA) said on Monday that", "SPA citation head"},
		{"Reuters reported on Monday that", "Reuters citation head"},
		{"The minister told AFP on Monday that", "AFP citation head"},
		{"According to the Associated Press, the", "AP citation head"},
		{"Wie die Deutsche Presse-Agentur meldet, ist", "dpa citation head"},
		{"Der Minister sagte der dpa, es sei", "dpa citation head"},
		{"A view of the harbour. (AP Photo/Ana Roe)\nThe harbour", "AP photo head"},
		{"Foto: Ana Roe / NTB\nThe harbour", "NTB photo head"},
		{"In PA the vote was close, and UNI was told", ""},
		{"وبتراجع الأسعار مكوناته انتعاشا", ""},
		{"Herr Reuter und Frau Wolff sprachen mit", ""},
	} {
		a := article.Article{Text: test.head + " of the town is to be rebuilt.\n\n" + filler()}
		if got := show(r.Find(nil, &a)); got != test.want {
			t.Errorf("%q: got %s, want %s", test.head, got, test.want)
		}
	}
}

func TestTails(t *testing.T) {
	r := load(t)
	for _, test := range []struct{ tail, want string }{
		{"(Meridian) is a word. (Reuters)", "Reuters credit tail"},
		{"All was well. (afp)", "AFP credit tail"},
		{"All was well. / ats-afp", "SDA credit tail, AFP credit tail"},
		{"All was well.\n\nRND/epd/dpa", "RND via tail, epd credit tail, dpa credit tail"},
		{"All was well.\n\nQuelle: ntv.de, mau/dpa", "dpa credit tail"},
		{"All was well.\n\n(mit dpa/epd/AFP/Reuters)", "dpa credit tail, epd credit tail, AFP credit tail, Reuters credit tail"},
		{"All was well.\n\n(Quelle: APA/sda/dpa)", "APA credit tail, SDA credit tail, dpa credit tail"},
		{"All was well.\n\nSDA/sep", "SDA credit tail"},
		{"All was well.\n\naja/PAP", "PAP credit tail"},
		{"All was well.\n\n© dpa-infocom, dpa:230428-99-483045/5", "dpa credit copyright, dpa credit copyright"},
		{"All was well.\n\nMit Material der Nachrichtenagentur dpa", "dpa credit tail"},
		{"All was well.\n\nWith files from The Associated Press and Reuters", "AP credit tail, Reuters credit tail"},
		{"All was well.\n\n— Associated Press writer Ana Roe in Quito contributed to this report.", "AP credit tail"},
		{"All was well.\n\nReuters contributed to this report.", "Reuters credit tail"},
		{"All was well.\n\n(With inputs from PTI)", "PTI credit tail"},
		{"All was well.\n\nOur Standards: The Thomson Reuters Trust Principles.", "Reuters credit tail"},
		{"All was well.\n\nCopyright 2024 The Associated Press. All rights reserved.", "AP credit copyright"},
		{"All was well.\n\n©2025 Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC.", "Bloomberg credit copyright, TCA via tail"},
		{"All was well.\n\nSource: MENA", "MENA credit tail"},
		{"All was well.\n\nZdroj: ČTK", "CTK credit tail"},
		{"All was well.\n\nΠηγή: ΑΠΕ-ΜΠΕ", "AMNA credit tail"},
		{"All was well.\n\nДжерело: Укрінформ", "Ukrinform credit tail"},
		{"All was well.\n\n来源：新华网", "Xinhua credit tail"},
		{"All was well. (共同通信)", "Kyodo credit tail"},
		{"All was well. «رويترز»", "Reuters credit tail"},
		{"All was well.\n\n--Field Level Media", "FLM credit tail"},
		{"All was well. (PNA)", "PNA credit tail"},
		{"All was well.\n\n(TTXVN/Vietnam+)", "VNA credit tail"},
		{"All was well.\n\nThis article is republished from The Conversation under a Creative Commons license.", "Conversation republished tail"},
		{"All was well.\n\nThis story was originally published by Harbour Jones.", " republished tail"},
		{"All was well.\n\nThis story was originally published by Grist.", "Grist republished tail"},
		{"All was well.\n\nThe post Harbour is old appeared first on The Sound Herald.", " republished tail"},
		{"All was well.\n\nFirst published on July 12, 2024", ""},
		{"All was well.\n\nThis story has been published from a wire agency feed without modifications to the text.", "IN-FEED unnamed tail"},
		{"All was well.\n\nEuronews with Agencies", "agencies unnamed tail"},
		{"All was well.\n\nFrom staff and wire reports", "agencies unnamed tail"},
		{"All was well. Quelle: hoe./dpa/AFP Hier können Sie die Rechte erwerben.", "dpa credit tail, AFP credit tail"},
		{"All was well. Quelle: hafen.example, Ana Roe und Bo Lind, dpa", "dpa credit tail"},
		{"All was well. Hafenrat am 5. März Nachrichtenagenturen dpa, Reuters und AFP", "dpa credit tail, Reuters credit tail, AFP credit tail"},
		{"All was well.\n\nVerwendete Quellen:\nNachrichtenagentur dpa\nEigene Recherche", "dpa credit tail"},
		{"All was well. Dieser Artikel wurde verfasst von Ana Roe, dpa", "dpa credit tail"},
		{"Alle Nummern stehen dort RND/mr/dpa", "RND via tail, dpa credit tail"},
		{"All was well.\n\nFonte: Redação/Lusa", "Lusa credit tail"},
		{"Tudo bem.\n\nPor Ana Roe, do Estadão Conteúdo", "EstadaoConteudo credit tail"},
		{"All was well.\n\nContributing: Ana Roe, The Associated Press", "AP credit tail"},
		{"All was well.\n\n(Reporting by Ana Roe in Skarvik; Editing by Bo Lind)", "Reuters credit tail"},
		{"All was well.\n\nThis was generated from an automated news agency feed without modifications to text.", "IN-FEED unnamed tail"},
		{"Der Hafen bleibt offen. (tsp/dpa/kna)", "dpa credit tail"},
		// What the text spells out is no agency.
		{"The prize went to the Society of Port Anglers (SPA).", ""},
		{"Dagegen war die Union der Pensionäre (UP).", ""},
		{"Habló la Unión Nacional de Ibarra (UNI).", ""},
		{"The Society of Port Anglers (SPA) won.\n\nAll was well. (SPA)", ""},
		{"He told AFP that all was well.", "AFP citation tail"},
		{"The harbour at dawn. Foto: Ana Roe/dpa", "dpa photo tail"},
		{"The vote in AP was close.", ""},
	} {
		a := article.Article{Text: filler() + "\n\n" + test.tail}
		if got := show(r.Find(nil, &a)); got != test.want {
			t.Errorf("%q: got %s, want %s", test.tail, got, test.want)
		}
	}
}

func TestFields(t *testing.T) {
	r := load(t)
	for _, test := range []struct{ byline, credit, extra, want string }{
		{byline: "dpa", want: "dpa credit byline"},
		{byline: "Felix Roe und Jörg Doe, dpa", want: "dpa credit byline"},
		{byline: "By Ana Roe | AP", want: "AP credit byline"},
		{byline: "Le Courrier et AFP", want: "AFP credit byline"},
		{byline: "Ana Roe, Press Association", want: "PA credit byline"},
		{byline: "By ANA ROE Associated Press", want: "AP credit byline"},
		{byline: "Ana Roe, AP Business Writer", want: "AP credit byline"},
		{byline: "Wiktor Roe/TT", want: "TT credit byline"},
		{byline: "Da Redação, com Estadão Conteúdo", want: "EstadaoConteudo credit byline"},
		{byline: "IZVOR: TANJUG", want: "Tanjug credit byline"},
		{byline: "Ana Roe", want: ""},
		{byline: "Petra Roe", want: ""},
		{byline: "By Tasnim Roe", want: ""},
		{credit: "STT–AFP", want: "STT credit structured, AFP credit structured"},
		{extra: `{"canonical":"https://www.reuters.com/world/1"}`, want: "Reuters republished structured"},
		{extra: `{"canonical":"https://harbour.example/1"}`, want: ""},
		{extra: `{"canonical":3}`, want: ""},
	} {
		a := article.Article{Byline: test.byline, Credit: test.credit, Extra: []byte(test.extra)}
		if got := show(r.Find(nil, &a)); got != test.want {
			t.Errorf("%q%q%s: got %s, want %s", test.byline, test.credit, test.extra, got, test.want)
		}
	}
}

func TestFurniture(t *testing.T) {
	r := load(t)
	const caption, links, rights = "The harbour at dawn. (AFP)", "Reuters", "© 2024 The Associated Press"
	text := caption + "\n\n" + filler() + "\n\n" + links + "\n\n" + rights
	at := strings.Index(text, links)
	a := article.Article{Text: text, Furniture: []article.Furniture{
		{Start: 0, End: len(caption), Kind: article.KindCaption},
		{Start: at, End: at + len(links), Kind: article.KindRelated},
		{Start: len(text) - len(rights), End: len(text), Kind: article.KindCopyright},
	}}
	if diff := cmp.Diff("AFP photo head, AP credit copyright", show(r.Find(nil, &a))); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
}
