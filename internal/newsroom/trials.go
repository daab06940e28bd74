package newsroom

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// trials prints articles about event i that are easily taken for a copy, or for none.
func (m *maker) trials(d *draft, i int) {
	for range m.times("own") {
		m.report(d, m.writer(d.w.lang), nil)
	}
	if m.yes("note") {
		m.notes(d)
	}
	if m.yes("release") {
		m.release(d, fmt.Sprintf("p%05d", i))
	}
	if m.yes("quote") {
		m.quoted(d)
	}
	if m.yes("short") {
		m.short(d, fmt.Sprintf("k%05d", i))
	}
	if m.yes("live") && len(m.recent[d.w.lang]) > 1 {
		m.live(d)
	}
}

// report prints an outlet's own article on another event, with a paragraph that
// it took from elsewhere if there is one.
func (m *maker) report(d *draft, w *writer, extra []block) {
	own := m.story(w, pick(m.rng, w.topics()), fmt.Sprintf("o%06d", m.serial), 6+m.rng.IntN(8))
	own.at = d.at.Add(m.delay())
	own.body = append(own.body, extra...)
	o := pick(m.rng, m.outlets[w.lang])
	m.print(own, o, m.page(own, o), "own")
}

// notes prints a daily note of one outlet on several days: the same sentences
// with other figures, so copies of nothing.
func (m *maker) notes(d *draft) {
	var kinds []string
	for name := range d.w.rules {
		if strings.HasPrefix(name, "note.") {
			kinds = append(kinds, name)
		}
	}
	kind := fmt.Sprintf("note.%d", 1+m.rng.IntN(len(kinds)))
	o := pick(m.rng, m.outlets[d.w.lang])
	w := m.writer(d.w.lang)
	sentences := strings.Split(pick(m.rng, w.rules[kind]), " // ")
	drop := 1 + m.rng.IntN(len(sentences)-1) // so that outlets print notes of their own
	template := strings.Join(slices.Delete(sentences, drop, drop+1), " // ")
	for day := range 3 + m.rng.IntN(4) {
		at := d.at.AddDate(0, 0, day)
		today := m.writer(d.w.lang)
		today.facts["Place8"], today.facts["Region8"] = w.flat("{Place8}"), w.flat("{Region8}")
		today.facts["Date"] = date(at, d.w.lang)
		note := &draft{w: today, owner: fmt.Sprintf("d%06d", m.serial), title: today.line("t.note"), at: at}
		note.body = []block{{sentences: today.list(template), owner: note.owner}}
		m.print(note, o, m.page(note, o), "note")
	}
}

// release prints a company's statement as many carry it, and reports that
// take one paragraph from it.
func (m *maker) release(d *draft, owner string) {
	w := m.writer(d.w.lang)
	r := m.story(w, "firm", owner, 6+m.rng.IntN(4))
	r.at = d.at
	for range 2 + m.rng.IntN(6) {
		m.copyOf(r)
	}
	for range 1 + m.rng.IntN(3) {
		m.report(d, m.writer(d.w.lang), []block{r.body[1+m.rng.IntN(len(r.body)-1)]})
	}
}

// quoted prints reports of events of their own that all quote one sentence.
func (m *maker) quoted(d *draft) {
	w := m.writer(d.w.lang)
	quotes := w.list("{Quote}, {Person}.")
	for range 2 + m.rng.IntN(2) {
		m.report(d, m.writer(d.w.lang), []block{{sentences: quotes, owner: Own}})
	}
}

// short prints a notice of a few sentences and its copies.
func (m *maker) short(d *draft, owner string) {
	w := m.writer(d.w.lang)
	s := m.story(w, pick(m.rng, w.topics()), owner, 2)
	s.agency, s.at = d.agency, d.at.Add(time.Hour)
	m.spread(s)
}

// live prints a live blog that holds whole wires.
func (m *maker) live(d *draft) {
	list := m.recent[d.w.lang]
	blog := &draft{w: m.writer(d.w.lang), at: d.at.Add(5 * time.Hour), from: list[len(list)-1], title: m.writer(d.w.lang).line("live")}
	for _, wire := range list[max(0, len(list)-3):] {
		head := block{line: m.writer(d.w.lang).line("upd"), owner: Boilerplate}
		blog.body = append(append(blog.body, head), wire.body...)
	}
	o := pick(m.rng, m.outlets[d.w.lang])
	m.print(blog, o, m.page(blog, o), "live")
}
