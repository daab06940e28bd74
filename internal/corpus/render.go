package corpus

import "strings"

// text renders a story as an outlet prints it: dateline, body, footer.
func (g *generator) text(toks []token, o *outlet, kind Kind) string {
	g.buf = g.buf[:0]
	if kind == Wire || kind != Own && g.rng.IntN(2) == 0 {
		g.buf = append(g.buf, strings.ToUpper(g.words.list[3000+g.rng.IntN(500)])...)
		g.buf = append(g.buf, " ("...)
		g.buf = append(g.buf, o.name...)
		g.buf = append(g.buf, ") - "...)
	}
	g.buf = g.appendText(g.buf, toks, o.curly)
	if o.footer != "" {
		g.buf = append(g.buf, "\n\n"...)
		g.buf = append(g.buf, o.footer...)
	}
	return string(g.buf)
}

// title returns a headline of five to nine words.
func (g *generator) title() string {
	b := make([]byte, 0, 64)
	for i := range 5 + g.rng.IntN(5) {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, g.words.list[g.words.draw(g.rng)]...)
		if i == 0 {
			b[0] -= 'a' - 'A'
		}
	}
	return string(b)
}

// appendText appends toks as text to dst.
func (g *generator) appendText(dst []byte, toks []token, curly bool) []byte {
	open, closing := `"`, `"`
	if curly {
		open, closing = "“", "”"
	}
	start, between := true, ""
	for _, t := range toks {
		dst = append(dst, between...)
		between = " "
		if t&quoteOpen != 0 {
			dst = append(dst, open...)
		}
		at := len(dst)
		dst = append(dst, g.words.list[t&rankMask]...)
		if start {
			dst[at] -= 'a' - 'A' // every word begins with an ASCII letter
		}
		start = false
		if t&^rankMask == 0 {
			continue
		}
		if t&comma != 0 {
			dst = append(dst, ',')
		}
		if t&sentenceEnd != 0 {
			dst = append(dst, '.')
			start = true
		}
		if t&quoteClose != 0 {
			dst = append(dst, closing...)
		}
		if t&paragraphEnd != 0 {
			between = "\n\n"
		}
	}
	return dst
}

// AppendLine appends d to dst as a line of JSON without its labels, line end
// included.
func AppendLine(dst []byte, d *Doc) []byte {
	dst = appendField(dst, `{"id":"`, d.ID)
	dst = appendField(dst, `","url":"`, d.URL)
	dst = appendField(dst, `","source":"`, d.Source)
	dst = appendField(dst, `","title":"`, d.Title)
	dst = appendField(dst, `","published":"`, d.Published)
	dst = appendField(dst, `","fetched":"`, d.Fetched)
	dst = appendField(dst, `","text":"`, d.Text)
	return append(dst, "\"}\n"...)
}

// AppendGold appends d's labels to dst as a line of JSON, line end included:
// id, original (null if d is no copy) and kind.
func AppendGold(dst []byte, d *Doc) []byte {
	dst = appendField(dst, `{"id":"`, d.ID)
	if d.Original == "" {
		dst = append(dst, `","original":null,"kind":"`...)
	} else {
		dst = appendField(dst, `","original":"`, d.Original)
		dst = append(dst, `","kind":"`...)
	}
	dst = append(dst, d.Kind...)
	return append(dst, "\"}\n"...)
}

// appendField appends before and then s, with the
// quotes and line ends in s escaped. Generated text holds nothing else that
// JSON escapes.
func appendField(dst []byte, before, s string) []byte {
	dst = append(dst, before...)
	for {
		i := strings.IndexAny(s, "\"\n")
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		if s[i] == '"' {
			dst = append(dst, `\"`...)
		} else {
			dst = append(dst, `\n`...)
		}
		s = s[i+1:]
	}
}
