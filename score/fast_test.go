package score

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// anyText draws a text of several scripts with quotation marks, stops and broken bytes.
func anyText(t *rapid.T) string {
	parts := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"I", "We’re", "’S", "mein", "我", "Мы", "é", "\xff", "\xe2\x80", "\n", ". ", "… ", "。", "؟", "۔", "।", "！", "?", "!”", ".»", "a.b",
		"“", "„", "\"", "''", "«", "›", "「", "＂", " ", "-", "x", "K", "İ", "42",
	}))).Draw(t, "parts")
	return strings.Join(parts, rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
}

func TestNextWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText(t)
		var got []string
		for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
			got = append(got, text[start:end])
			if lower := string(appendLower(nil, text[start:end])); lower != strings.ToLower(text[start:end]) {
				t.Errorf("%q in lower case is %q", text[start:end], lower)
			}
		}
		if want := strings.FieldsFunc(text, apart); !slices.Equal(got, want) {
			t.Fatalf("words of %q: %q, want %q", text, got, want)
		}
	})
}

func TestFirstPerson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, tongue := anyText(t), rapid.SampledFrom(tongues()).Draw(t, "tongue")
		if tongue.within {
			return
		}
		want := slices.ContainsFunc(strings.FieldsFunc(text, apart), func(w string) bool {
			return tongue.first[strings.ReplaceAll(strings.ToLower(w), "’", "'")]
		})
		if got := tongue.firstPerson(text); got != want {
			t.Fatalf("first person in %q (%s): %v", text, tongue.lang, got)
		}
	})
}

func TestSentences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText(t)
		var want []span
		start := 0
		for i, r := range text {
			end := i + utf8.RuneLen(r)
			stop := strings.ContainsRune("\n。！？؟۔।", r)
			if strings.ContainsRune(".!?…", r) {
				n, _ := utf8.DecodeRuneInString(text[end:])
				stop = end == len(text) || unicode.IsSpace(n) || strings.ContainsRune("\"”»“’)", n)
			}
			if stop && strings.ContainsFunc(text[start:end], unicode.IsLetter) {
				want = append(want, span{start, end})
			}
			if stop {
				start = end
			}
		}
		if strings.ContainsFunc(text[start:], unicode.IsLetter) {
			want = append(want, span{start, len(text)})
		}
		var got []span
		for _, s := range sentences(text) {
			got = append(got, s.span)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("sentences of %q: %v, want %v", text, got, want)
		}
	})
}

// TestQuoteMarks sees that no quotation mark is passed over.
func TestQuoteMarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText(t)
		marks := quoteMarks(text)
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if slices.ContainsFunc([]rune("“”„«»「」『』"), func(q rune) bool { return q == r }) &&
				!slices.ContainsFunc(marks, func(m quoteMark) bool { return m.at == i }) {
				t.Fatalf("%q: the mark at %d is missing", text, i)
			}
			i += size
		}
		if angles(text) == 0 && strings.ContainsAny(text, "«»") {
			t.Fatalf("no direction of the guillemets of %q", text)
		}
	})
}
