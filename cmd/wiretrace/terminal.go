package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"unicode"
	"unicode/utf8"
)

// A terminalWriter makes text safe for a terminal. It escapes control characters and direction marks as
// JSON does, so that JSON stays JSON. Line ends, tabs and the colours of package report are unchanged.
type terminalWriter struct {
	file *os.File
	to   io.Writer // same as file, except in tests
	tail []byte    // incomplete rune or colour at the end of the last Write
}

// shown returns a terminalWriter for w if w is a terminal, else w.
func shown(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && isTerminal(w) {
		return &terminalWriter{file: f, to: f}
	}
	return w
}

// colour matches a sequence that sets a colour; colourBegin matches the beginning of one.
var (
	colour      = regexp.MustCompile(`^\x1b\[[0-9;]{0,16}m`)
	colourBegin = regexp.MustCompile(`^\x1b(\[[0-9;]{0,16})?$`)
)

// Write writes p. A rune or colour that is incomplete at the end of p waits for the next Write.
func (t *terminalWriter) Write(p []byte) (int, error) {
	rest := append(t.tail, p...)
	t.tail = nil
	var out bytes.Buffer
	for len(rest) > 0 {
		if c := colour.Find(rest); c != nil {
			out.Write(c)
			rest = rest[len(c):]
			continue
		}
		if !utf8.FullRune(rest) || colourBegin.Match(rest) {
			t.tail = bytes.Clone(rest)
			break
		}
		r, n := utf8.DecodeRune(rest)
		writeShown(&out, r, rest[:n])
		rest = rest[n:]
	}
	if _, err := t.to.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// writeShown writes one rune. raw holds its bytes.
func writeShown(out *bytes.Buffer, r rune, raw []byte) {
	switch {
	case r == utf8.RuneError && len(raw) == 1: // not UTF-8; some terminals treat such bytes as control characters
		fmt.Fprintf(out, `\ufffd`)
	case r == '\n' || r == '\t' || joiner(r) || !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
		out.Write(raw)
	case r > 0xffff:
		high, low := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
		fmt.Fprintf(out, `\u%04x\u%04x`, high, low)
	default:
		fmt.Fprintf(out, `\u%04x`, r)
	}
}

// joiner reports whether r joins or separates letters. Persian, Hindi and emoji need these characters.
func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }
