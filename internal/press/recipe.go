package press

import (
	"fmt"
	"strings"
	"time"
)

// A maker prints articles one after the other.
type maker struct {
	stories map[string]*story
	items   []*item
	byKey   map[string]*item // the wire of a story, if it was crawled
	serial  int
}

// withheld are the wires whose own article was never crawled.
func withheld(key string) bool { return key == "storm" || key == "vigne" || key == "pingguo" }

func (m *maker) item(o outlet, s *story, how string, delay time.Duration) *item {
	m.serial++
	at := s.sent.Add(delay)
	it := &item{
		ID: fmt.Sprintf("p%03d", m.serial), Source: o.source, Lang: s.lang, Title: s.title,
		URL:       fmt.Sprintf("https://%s/%s/%s-%d", o.source, at.Format("2006/01/02"), s.key, m.serial),
		Published: at.Format(time.RFC3339), Fetched: at.Add(25 * time.Minute).Format(time.RFC3339),
		cluster: s.key, parent: "ROOT", wire: "-", agency: s.agency, how: how,
	}
	m.items = append(m.items, it)
	return it
}

// wire prints the agency's own article, or the report of a single outlet.
func (m *maker) wire(s *story, o outlet) {
	it := m.item(o, s, "original", 0)
	if s.dateline != "" {
		it.add("boilerplate", s.dateline)
		it.wire, it.credited = it.ID, true
	}
	it.add(s.key, s.paras...)
	m.byKey[s.key] = it
}

// copyOf prints a copy of a story; edit may change its paragraphs.
func (m *maker) copyOf(s *story, o outlet, how string, delay time.Duration, edit func(it *item, paras []string) []string) *item {
	it := m.item(o, s, how, delay)
	if w := m.byKey[s.key]; w != nil {
		it.parent = w.ID
		if s.agency != "-" {
			it.wire = w.ID
		}
	}
	if s.dateline != "" && m.serial%3 == 0 {
		it.add("boilerplate", s.dateline)
		it.credited = strings.Contains(s.dateline, "(")
	}
	paras := s.paras
	if edit != nil {
		paras = edit(it, append([]string(nil), paras...))
	}
	it.add(s.key, paras...)
	m.tail(it, o, s)
	return it
}

// tail prints the credit and the furniture of the outlet.
func (m *maker) tail(it *item, o outlet, s *story) {
	if o.credit != "" && s.agency != "-" {
		it.credited = true
		it.add("boilerplate", strings.ReplaceAll(o.credit, "%s", agencyShort(s.agency)))
	}
	it.add("boilerplate", o.tail...)
}

func agencyShort(name string) string {
	for _, a := range agencies() {
		if a.name == name {
			return a.short
		}
	}
	return name
}

// in returns the outlets of a language.
func in(lang string) []outlet {
	var out []outlet
	for _, o := range outlets() {
		if o.lang == lang {
			out = append(out, o)
		}
	}
	return out
}

func find(source string) outlet {
	for _, o := range outlets() {
		if o.source == source {
			return o
		}
	}
	return outlet{source: source}
}

// recipe prints the whole press.
func recipe() ([]*item, error) {
	all, err := stories()
	if err != nil {
		return nil, err
	}
	m := &maker{stories: all, byKey: map[string]*item{}}
	for _, key := range wires() {
		m.spread(all[key])
	}
	m.singles()
	m.merged()
	m.updates()
	m.quotes()
	m.notes()
	m.shorts()
	m.clocks()
	m.twice()
	return m.items, nil
}

func wires() []string {
	return []string{
		"ferry", "bridge", "bridge-rival", "bank", "harvest", "storm", "hafen", "schule",
		"ecole", "vigne", "puerto", "parom", "sever", "mina", "duchuan", "pingguo",
	}
}

// spread prints a wire and its copies: word for word, cut from the bottom, with
// a lead of the outlet's own, one paragraph, and a copy of a copy.
func (m *maker) spread(s *story) {
	if !withheld(s.key) {
		m.wire(s, find(agencyDomain(s.agency)))
	}
	os := in(s.lang)
	m.copyOf(s, os[0], "verbatim", 4*time.Minute, nil)
	first := m.copyOf(s, os[1%len(os)], "verbatim", 70*time.Minute, nil)
	m.copyOf(s, os[len(os)-1], "cut", 95*time.Minute, func(_ *item, p []string) []string { return p[:max(2, len(p)-2)] })
	lead := m.copyOf(s, os[0], "rewritten", 5*time.Hour, func(it *item, p []string) []string {
		it.Title = ownLead(s.lang)
		it.add("own", ownLead(s.lang)+" "+ownDetail(s.lang))
		return p[1:]
	})
	lead.URL += "-b"
	if len(os) < 3 {
		return
	}
	m.copyOf(s, os[2], "edited", 3*time.Hour, func(_ *item, p []string) []string {
		p[len(p)-1] = strings.Replace(p[len(p)-1], " a ", " one ", 1)
		return p
	})
	second := m.copyOf(s, os[len(os)-1], "verbatim", 6*time.Hour, func(_ *item, p []string) []string {
		p[0] = strings.Replace(p[0], "e", "ee", 1) // a misprint that shows the way
		return p
	})
	second.parent = first.ID
	if len(os) > 5 {
		m.copyOf(s, os[5], "cut", 8*time.Hour, func(_ *item, p []string) []string { return p[:1] })
		related := m.copyOf(s, os[1], "verbatim", 9*time.Hour, func(it *item, p []string) []string {
			it.add(s.key, p[0], p[1])
			it.add("boilerplate", "Beekeepers of the southern islands look forward to a golden summer")
			return p[2:]
		})
		related.URL += "-c"
	}
}

func agencyDomain(name string) string {
	for _, a := range agencies() {
		if a.name == name {
			return a.domain
		}
	}
	return ""
}

func ownLead(lang string) string {
	return map[string]string{
		"en": "What the news from the sound means for our readers",
		"de": "Was die Nachricht für unsere Leser bedeutet",
		"fr": "Ce que cette annonce change pour nos lecteurs",
		"es": "Lo que la noticia significa para nuestros lectores",
		"ru": "Что эта новость значит для наших читателей",
		"ar": "ماذا يعني هذا الخبر لقرائنا",
		"zh": "这条消息对本报读者意味着什么",
	}[lang]
}

func ownDetail(lang string) string {
	return map[string]string{
		"en": "is the question that many people asked at our counter this morning, and here is what we know so far.",
		"de": "haben heute Morgen viele am Schalter gefragt, und das wissen wir bisher.",
		"fr": "beaucoup l'ont demandé ce matin à notre guichet, et voici ce que nous savons.",
		"es": "es lo que muchos preguntaron esta mañana en nuestra redacción, y esto es lo que sabemos.",
		"ru": "спрашивали сегодня утром многие, и вот что известно на этот час.",
		"ar": "سؤال طرحه كثيرون هذا الصباح، وإليكم ما نعرفه حتى الآن.",
		"zh": "今天早上很多人这样问，以下是我们目前了解到的情况。",
	}[lang]
}
