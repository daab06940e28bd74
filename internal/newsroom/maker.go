package newsroom

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/wiretrace/wiretrace/article"
)

// keepRecent is how many stories of a language can be merged or stand in a
// live blog.
const keepRecent = 6

// A maker makes one press.
type maker struct {
	profile
	rng      *rand.Rand
	grammars map[string]*grammar
	outlets  map[string][]outlet
	recent   map[string][]*draft // wires by language
	items    []Item
	serial   uint32
}

// yes draws with the probability of a parameter.
func (m *maker) yes(name string) bool { return m.rng.Float64() < m.of(name) }

// times draws a number with a parameter as its mean.
func (m *maker) times(name string) int {
	whole, part := math.Modf(m.of(name))
	if m.rng.Float64() < part {
		whole++
	}
	return int(whole)
}

// event prints story i with everything that comes of it.
func (m *maker) event(i int) {
	lang := "en"
	if m.rng.Float64() > .4 {
		lang = pick(m.rng, Languages()[1:])
	}
	at := time.Date(2024, 3, 4, 5, 0, 0, 0, time.UTC).Add(time.Duration(i) * 11 * time.Minute)
	w := m.writer(lang)
	owner := fmt.Sprintf("s%05d", i)
	senders := agencies(lang)
	first := m.rng.IntN(len(senders))
	d := m.story(w, pick(m.rng, w.topics()), owner, 10+m.rng.IntN(7))
	d.agency, d.at = senders[first], at
	m.spread(d)
	if m.yes("rival") {
		r := m.rival(d, owner+"-rival")
		r.agency, r.at = senders[(first+1)%len(senders)], at.Add(20*time.Minute)
		m.spread(r)
	}
	if m.yes("update") {
		next := m.update(d)
		next.at = at.Add(2 * time.Hour)
		m.spread(next)
	}
	m.trials(d, i)
	m.recent[lang] = append(m.recent[lang], d)
	if n := len(m.recent[lang]); n > keepRecent {
		m.recent[lang] = m.recent[lang][n-keepRecent:]
	}
}

// spread crawls the wire, or not, and prints its copies.
func (m *maker) spread(d *draft) {
	if !m.yes("unseen") {
		m.wire(d)
	}
	drafts := []*draft{d}
	for n := 0; n < 2 || n < 30 && m.yes("more"); n++ {
		from := d
		if len(drafts) > 1 && m.yes("second_hand") {
			from = drafts[1+m.rng.IntN(len(drafts)-1)]
		}
		drafts = append(drafts, m.copyOf(from))
	}
}

// wire crawls the agency's own page. The agency page of a rival of print is a
// page all the same: it is never scanned.
func (m *maker) wire(d *draft) {
	how := "original"
	if d.from != nil {
		how = "update"
	}
	line := block{line: fmt.Sprintf("%s (%s)", d.w.facts["Place"], d.agency.short), owner: Boilerplate}
	m.print(d, outlet{lang: d.w.lang, source: d.agency.domain}, append([]block{line}, d.body...), how)
}

// copyOf prints what an outlet made of d.
func (m *maker) copyOf(from *draft) *draft {
	d := *from
	d.item, d.from, d.at = nil, from, from.at.Add(m.delay())
	d.body = m.edited(from)
	how := "copy"
	if others := m.recent[d.w.lang]; len(others) > 0 && m.yes("merge") {
		d.body, how = m.merged(d.body, pick(m.rng, others)), "merged"
	}
	if m.yes("headline") {
		d.title = d.w.retell().line("t." + d.topic)
	}
	o := pick(m.rng, m.outlets[d.w.lang])
	m.print(&d, o, m.page(&d, o), how)
	return &d
}

// delay is the time that a copy takes.
func (m *maker) delay() time.Duration {
	if m.yes("fast") {
		return time.Duration(30+m.rng.IntN(210)) * time.Second
	}
	hours := min(1.5*math.Exp(1.3*m.rng.NormFloat64()), 72)
	return time.Duration(hours * float64(time.Hour)).Truncate(time.Second)
}

// page adds what is on an outlet's page: credit, related headlines, furniture.
func (m *maker) page(d *draft, o outlet) []block {
	var out []block
	w := m.writer(d.w.lang)
	related := m.yes("related")
	for i, b := range d.body {
		out = append(out, b)
		if related && i == len(d.body)/2 {
			title := w.line("t." + pick(m.rng, w.topics()))
			if others := m.recent[d.w.lang]; len(others) > 0 {
				title = pick(m.rng, others).title
			}
			out = append(out, block{line: w.line("rel") + " " + title, owner: Boilerplate})
		}
	}
	if d.agency.name != "" && m.yes("credit") {
		out = append(out, block{line: fmt.Sprintf("(%s)", d.agency.short), owner: Boilerplate})
	}
	if !m.yes("furniture") {
		return out
	}
	for _, line := range o.furniture {
		out = append(out, block{line: line, owner: Boilerplate})
	}
	return out
}

// print publishes a draft.
func (m *maker) print(d *draft, o outlet, page []block, how string) {
	m.serial++
	id := fmt.Sprintf("n%08x", m.serial*0x9E3779B1) // one to one: the factor is odd
	it := Item{Parent: d.from.parent(), Agency: d.agency.name, How: how}
	it.Article = article.Article{
		ID: id, URL: fmt.Sprintf("https://%s/%s/%s", o.source, d.at.Format("2006/01/02"), id), Source: o.source,
		Title: d.title, Lang: d.w.lang, Published: clock(d.at), Fetched: clock(d.at.Add(25 * time.Minute)),
	}
	if how == "own" {
		it.Article.Byline = d.w.retell().flat("{Person3}")
	}
	s := m.scanner()
	var paras, owners []string
	for _, b := range page {
		text := b.text(d.w.between)
		if o.scanned {
			text = s.scan(text)
		}
		paras, owners = append(paras, text), append(owners, b.owner)
	}
	it.setText(paras, owners)
	m.items = append(m.items, it)
	d.item = &it
}

func clock(t time.Time) article.Time {
	return article.Time{Unix: t.Unix(), Precision: article.PrecisionSecond, Zone: true, Raw: t.Format(time.RFC3339), From: "field"}
}
