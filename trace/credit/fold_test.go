package credit

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// slowWord is [tokens.word] rune by rune.
func (ts *tokens) slowWord(start, end int, class class, in zone) int {
	t := token{start: int32(start), from: int32(len(ts.folded)), in: in}
	at, last := start, start
	for at < end {
		r, size := decode(ts.text[at:end])
		c := classOf(r)
		if !class.takes(c, at == start) {
			break
		}
		if at += size; c != classFormat {
			last = at
			ts.folded = foldSlow(ts.folded, r)
		}
	}
	t.end, t.to = int32(last), int32(len(ts.folded))
	ts.list = append(ts.list, t)
	return max(at, start+1)
}

// TestWord compares the words of texts with those that are read rune by rune.
func TestWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.OneOf(
			rapid.StringMatching(`[a-zA-Z0-9 .äÖßéŉǆİıſ\x{200d}\x{301}]{1,8}`), rapid.String(),
			rapid.SampledFrom([]string{"新华社", "ロイター", "연합", "رويترز", "1a", "a1", "\xff", "x\u0301", "\u00ad", "É"}),
		)).Draw(t, "parts")
		text := ""
		for _, p := range parts {
			text += p
		}
		fast, slow := tokens{text: text}, tokens{text: text}
		fast.add(0, len(text), inBody)
		for at := 0; at < len(text); {
			r, size := decode(text[at:])
			switch class := classOf(r); class {
			case classNone, classMark, classFormat:
				at += size
			default:
				at = slow.slowWord(at, len(text), class, inBody)
			}
		}
		if !reflect.DeepEqual(fast, slow) {
			t.Fatalf("words of %q: %v, want %v", text, fast, slow)
		}
	})
}

// TestFoldRune compares the tables with what they were made from.
func TestFoldRune(t *testing.T) {
	for r := range rune(0x3000) {
		if got, want := foldRune(nil, r), foldSlow(nil, r); string(got) != string(want) {
			t.Errorf("U+%04X folds to %q, want %q", r, got, want)
		}
	}
}
