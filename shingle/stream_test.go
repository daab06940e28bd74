package shingle

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func streams() []string {
	return []string{
		"", "One Word", "Co-operation of 1,000 “men” — the end.", "exam-\nple soft\u00adhyphen",
		"Ünïcode GRÖSSE straße ﬁn ①②", "قالَ الوزيرُ إنّ الـــعام ٢٠١٥", "Он сказал: «Да».", "新华社北京5月1日电(记者)", "ภาษาไทยไม่มีช่องว่าง",
		"mixed 中文 and words", "e\u0301tat o\u0308l", "a\U0001D400b \U00020000",
	}
}

// A stream has the words of Tokens, character for character.
func TestStreamIsTokens(t *testing.T) {
	for _, text := range streams() {
		checkStream(t, text)
	}
}

func checkStream(t *testing.T, text string) {
	t.Helper()
	var s Stream
	new(Shingler).Stream(&s, text, nil)
	var want Stream
	for _, tok := range Tokens(text, nil) {
		want.Words = append(want.Words, Word{uint32(len(want.Symbols)), uint32(tok.Start), uint32(tok.End)})
		want.Symbols = appendSymbols(want.Symbols, tok.Text)
	}
	if len(s.Words) == 0 && len(want.Words) == 0 {
		return
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("%q: (-tokens +stream)\n%s", text, diff)
	}
	for i := range s.Symbols {
		if w := s.Words[s.WordAt(i)]; int(w.At) > i {
			t.Errorf("%q: symbol %d is in the word at %d", text, i, w.At)
		}
	}
}

func FuzzStream(f *testing.F) {
	for _, text := range streams() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 1<<12 {
			checkStream(t, text)
		}
	})
}

// A passage has the same anchors wherever it stands, and none comes twice.
func TestAnchors(t *testing.T) {
	words := ""
	for i := range 300 {
		words += string(rune('a'+i*7%26)) + string(rune('a'+i*i%26)) + string(rune('a'+i*11%23)) + "xyz "
	}
	var s, far Stream
	var sh Shingler
	sh.Stream(&s, words, nil)
	sh.Stream(&far, "Something else before. "+words, nil)
	at := map[uint32]uint32{}
	for _, a := range Anchors(nil, &far) {
		if _, dup := at[a.Hash]; dup {
			t.Errorf("anchor %x twice", a.Hash)
		}
		at[a.Hash] = a.Pos
	}
	shift := uint32(len("Somethingelsebefore"))
	n := 0
	for _, a := range Anchors(nil, &s) {
		if p, ok := at[a.Hash]; ok && p == a.Pos+shift {
			n++
		}
	}
	if n == 0 || n < len(Anchors(nil, &s))*9/10 {
		t.Errorf("%d of %d anchors", n, len(Anchors(nil, &s)))
	}
}
