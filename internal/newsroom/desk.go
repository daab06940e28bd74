package newsroom

import (
	"slices"
)

// edited returns the body of d as an outlet's desk hands it on.
func (m *maker) edited(d *draft) []block {
	body := slices.Clone(d.body)
	if m.yes("cut") {
		keep := m.of("cut_keep") + (.95-m.of("cut_keep"))*m.rng.Float64()
		body = cutAfter(body, keep)
	}
	if m.yes("cut_inside") && len(body) > 3 {
		at := 1 + m.rng.IntN(len(body)-2)
		body = slices.Delete(body, at, at+1)
	}
	if m.yes("rewrite") {
		m.rewrite(body)
	}
	if m.yes("move") && len(body) > 3 {
		i := 1 + m.rng.IntN(len(body)-2)
		body[i], body[i+1] = body[i+1], body[i]
	}
	w := m.writer(d.w.lang)
	w.facts["Place"] = d.w.facts["Place"]
	if m.yes("lead") {
		lead := block{sentences: w.one("newlead"), owner: Own}
		if len(body) > 1 {
			body = body[1:]
		}
		body = append([]block{lead}, body...)
	}
	if m.yes("local") {
		at := 1 + m.rng.IntN(len(body))
		body = slices.Insert(body, at, block{sentences: w.one("local"), owner: Own})
	}
	return body
}

// cutAfter keeps a share of the sentences, from the top, at least one.
func cutAfter(body []block, keep float64) []block {
	all := 0
	for _, b := range body {
		all += len(b.sentences)
	}
	left := max(1, int(keep*float64(all)+.5))
	for i := range body {
		n := len(body[i].sentences)
		if n >= left {
			body[i].sentences = body[i].sentences[:left]
			return body[:i+1]
		}
		left -= n
	}
	return body
}

// rewrite puts other words for some and turns sentences round, in place.
func (m *maker) rewrite(body []block) {
	for i := range body {
		list := slices.Clone(body[i].sentences)
		for k := range list {
			list[k] = list[k].rewritten(m.rng, m.of("rewrite_words"))
		}
		if len(list) > 1 && m.yes("swap_sentences") {
			list[0], list[1] = list[1], list[0]
		}
		body[i].sentences = list
	}
}

// merged puts half of another text below or between the first one.
func (m *maker) merged(body []block, other *draft) []block {
	half := slices.Clone(other.body[:max(2, len(other.body)*(4+m.rng.IntN(5))/10)])
	if m.rng.IntN(2) == 0 {
		return append(body, half...)
	}
	return slices.Insert(body, min(2, len(body)), half...)
}
