package newsroom

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// outletsEach is how many outlets a language has.
const outletsEach = 14

// An outlet prints articles in its own way: cuts, credits, delays.
type outlet struct {
	lang, source string
	furniture    []string // lines below every article; some web crawlers keep them
	scanned      bool
}

// An agency sends wires in one language.
type agency struct{ name, short, domain string }

// agencies returns the agencies of a language; all are invented.
func agencies(lang string) []agency {
	all := map[string][]agency{
		"en": {
			{"Tidewater News Agency", "TNA", "tidewater.example"},
			{"Anvil Press", "Anvil", "anvilpress.example"},
			{"Lanthorn Wire", "Lanthorn", "lanthorn.example"},
		},
		"de": {{"Depeschenhaus", "dph", "depeschenhaus.example"}, {"Nordlicht Nachrichten", "nln", "nordlicht.example"}},
		"sq": {{"Agjencia Korabi", "AKO", "korabi.example"}, {"Lajmi i Bregut", "LIB", "lajmibregut.example"}},
		"ru": {{"Агентство «Маяк-Север»", "МАС", "mayaksever.example"}, {"Вестник Плёса", "ВП", "vestnikplesa.example"}},
		"ar": {{"وكالة المرفأ", "المرفأ", "almarfa.example"}, {"وكالة النخيل", "النخيل", "alnakhil.example"}},
		"zh": {{"海石通讯社", "海石社", "haishi.example"}, {"云渡新闻社", "云渡社", "yundu.example"}},
	}
	return all[lang]
}

// An Agency is one that sends wires in the presses of this package.
type Agency struct{ Name, Short, Domain string }

// Agencies returns the agencies of all languages.
func Agencies() (out []Agency) {
	for _, lang := range Languages() {
		for _, a := range agencies(lang) {
			out = append(out, Agency{a.name, a.short, a.domain})
		}
	}
	return out
}

// newOutlets founds the outlets of all languages.
func newOutlets(m *maker) map[string][]outlet {
	out := map[string][]outlet{}
	for _, lang := range Languages() {
		w := m.writer(lang)
		for i := range outletsEach {
			o := outlet{lang: lang, source: host(m.rng, lang, i), scanned: m.rng.Float64() < m.of("scan")}
			lines := m.grammars[lang].rules["furn"]
			name, _, _ := strings.Cut(o.source, ".")
			for _, k := range m.rng.Perm(len(lines))[:min(len(lines), 3+m.rng.IntN(4))] {
				// The name of the outlet makes a line of two outlets two lines.
				o.furniture = append(o.furniture, w.join(w.list(lines[k]))+" · "+name)
			}
			out[lang] = append(out[lang], o)
		}
	}
	return out
}

// host returns a host name such as "fenmail3.en.example".
func host(rng *rand.Rand, lang string, i int) string {
	first := strings.Fields("fen loch brook gale pine marsh crag dune heath weir skerry vale")
	second := strings.Fields("mail echo herald ledger lantern signal courier gazette")
	return fmt.Sprintf("%s%s%d.%s.example", pick(rng, first), pick(rng, second), i, lang)
}
