package shingle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// slowHashes is the obvious way: tokens, their hashes, every run of them.
func slowHashes(text string, skip []Range) []uint64 {
	var words []uint64
	for _, t := range Tokens(text, skip) {
		padded := append([]byte(t.Text), make([]byte, 16)...)
		words = append(words, wordHash(padded[:len(t.Text)]))
	}
	size, _ := gramSize(text)
	if len(words) < size {
		return grams(nil, words, size)
	}
	var out []uint64
	for i := 0; i+size <= len(words); i++ {
		h := uint64(0)
		for _, w := range words[i : i+size] {
			h = h<<7 | h>>57
			h ^= w
		}
		out = append(out, mum(h^k2, k0))
	}
	return out
}

var samples = []string{
	"",
	"One",
	"The ferry to Norhaven leaves at nine.",
	"“Curly” ‘quotes’ — and dashes–here; it’s 1,000 km…",
	"Größe, straße STRASSE Straße ß ẞ é E\u0301 e\u0301 ﬁne ﬀ Å",
	"Łódź, İstanbul ISTANBUL ıI, ŉ ǅ",
	"Паром в Норхавен отходит в девять. ЁЛКА ёлка е\u0308лка й и\u0306",
	"قال المسـؤول إنَّ العَبَّارة ستغادر عند ٩ صباحا ﷺ ﻻ لا",
	"وزیراعظم نے کہا کہ ۱۲ دسمبر",
	"市政府周一表示渡轮明年春天将被两艘小船取代。新渡轮名为“海鸥”。",
	"フェリーは九時に出発します。ﾌｪﾘｰ",
	"เรือข้ามฟากจะออกเวลาเก้าโมง",
	"페리는 아홉 시에 출발합니다",
	"emoji 👩‍👩‍👧 flags 🇩🇪 in the text and x² ½ ① Ⅷ",
	"soft\u00adhyphen zero\u200bwidth \ufefffeff a\u200db variation\ufe0f",
	"abcdefghijklmnop abcdefghijklmnopq ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
	strings.Repeat("x", 63) + " " + strings.Repeat("y", 64) + "é" + strings.Repeat("z", 65),
	"bad \xff\xfe utf8 \xc3 \xe2\x80 end\xc3",
	"snake_case under_score 3.14 a-b c'd",
	"हिन्दी में समाचार लिखा गया है आज",
	"\u0301combining first a\u0301b ъ\u0301",
}

func TestHashesAreTheSlowOnes(t *testing.T) {
	var s Shingler
	for _, text := range samples {
		for pad := range 70 {
			text := strings.Repeat("q", pad) + " " + text
			if diff := cmp.Diff(slowHashes(text, nil), s.Hashes(nil, text, nil)); diff != "" {
				t.Fatalf("%q (-slow +fast):\n%s", text, diff)
			}
		}
	}
}

// anyText draws texts from the samples' characters, pieces and noise.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom(samples),
		rapid.StringN(0, 12, 40),
		rapid.StringMatching(`[a-zA-Z0-9 ’é—]{0,90}`),
		rapid.StringMatching(`[a-cLp01. аеожяСЖοωΑé\x{5B4}\x{5D0}\x{AD}國国]{0,40}`),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 8), func(b []byte) string { return string(b) }),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 6), func(p []string) string { return strings.Join(p, "") })
}

func anySkip(t *rapid.T, text string) []Range {
	var skip []Range
	at := 0
	for range rapid.IntRange(0, 3).Draw(t, "skips") {
		start := rapid.IntRange(at, len(text)).Draw(t, "start")
		end := rapid.IntRange(start, len(text)).Draw(t, "end")
		skip = append(skip, Range{start, end})
		at = end
	}
	return skip
}

func TestHashesProperty(t *testing.T) {
	var s Shingler
	var reused []uint64
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		skip := anySkip(t, text)
		want := slowHashes(text, skip)
		if diff := cmp.Diff(want, s.Hashes(nil, text, skip), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q skip %v (-slow +fast):\n%s", text, skip, diff)
		}
		reused = s.Hashes(reused[:0], text, skip)
		both := s.Hashes(slices.Clone(reused), text, skip)
		if n := len(want); !slices.Equal(want, both[:n]) || !slices.Equal(want, both[n:]) {
			t.Fatalf("%q skip %v: %x, then %x; want %x", text, skip, both[:n], both[n:], want)
		}
	})
}

func TestTokensMapBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(anyText().Draw(t, "text"), "\uFFFD")
		last := 0
		for _, tok := range Tokens(text, nil) {
			if tok.Start < 0 || tok.End > len(text) || tok.Start >= tok.End {
				t.Fatalf("token %+v outside of %q", tok, text)
			}
			if !utf8.RuneStart(text[tok.Start]) || tok.End < len(text) && !utf8.RuneStart(text[tok.End]) {
				t.Fatalf("token %+v of %q is not on rune boundaries", tok, text)
			}
			if tok.Start < last {
				t.Fatalf("token %+v of %q before %d", tok, text, last)
			}
			last = tok.Start
			// Letters of Cyrillic that Serbian lacks stay among Latin ones, and digits of
			// other scripts are no masks.
			if again := normalise(tok.Text, formPlain); again != tok.Text && !ofSeveralScripts(tok.Text) && !strings.ContainsAny(tok.Text, "01") {
				t.Fatalf("normalising %q again gives %q", tok.Text, again)
			}
		}
	})
}

func ofSeveralScripts(word string) bool {
	scripts := uint8(0)
	for _, r := range word {
		scripts |= scriptOf(r)
	}
	return scripts&(scripts-1) != 0
}

func TestEqualTexts(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"case", "The Ferry TO Norhaven", "the ferry to norhaven"},
		{"quotes", "it's “nine” o’clock", "it’s \"nine\" o'clock"},
		{"dashes", "Norhaven — Oldmoor", "Norhaven - Oldmoor"},
		{"composition", "Café é", norm.NFD.String("Café é")},
		{"ligature", "ﬁnal", "final"},
		{"full width", "ＡＢＣ １２", "abc 12"},
		{"soft hyphen", "har\u00adbour", "harbour"},
		{"no-break space", "nine\u00a0boats", "nine boats"},
		{"tatweel and harakat", "المســؤول قَالَ", "المسؤول قال"},
		{"presentation forms", "ﻻ", "لا"},
		{"digits", "عام ٢٠٢٤", "عام 2024"},
		{"eszett", "Straße", "STRASSE"},
		{"Hebrew points", "שָׁלוֹם עֲלֵיכֶם", "שלום עליכם"},
		{"middle dots", "coun·cil har‧bour", "council harbour"},
		{"Cyrillic letters in Latin words", "Тhe соunсil оf Nоrhаvеn", "The council of Norhaven"},
		{"Latin letters in Cyrillic words", "Пapoм в Hopхaвeн oтxодит", "Паром в Норхавен отходит"},
		{"Greek letters in Latin words", "Τhe cοuncil vοted", "The council voted"},
		{"digits in words", "c0uncil v0ted he11o", "council voted hello"},
		{"digits of numbers stay", "10 boats in 2010, A1 B2B", "10 boats in 2010 a1 b2b"},
		{"Serbian", "Њујорк је данас, рекао је Ђорђе Џекић, већ љут због кише у граду", "Njujork je danas, rekao je Đorđe Džekić, već ljut zbog kiše u gradu"},
		{"Chinese", "市議會星期一投票決定在渡口修建一條電車線路", "市议会星期一投票决定在渡口修建一条电车线路"},
		{"hidden manifest", "nine\ufeff\ufe00\U000e0101 boats", "nine boats"},
	}
	var s Shingler
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(s.Hashes(nil, tt.a, nil), s.Hashes(nil, tt.b, nil)); diff != "" {
				t.Errorf("%q and %q differ:\n%s", tt.a, tt.b, diff)
			}
		})
	}
}

// TestDifferentTexts checks that what is another word stays one.
func TestDifferentTexts(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"Russian is not written in Latin", "Паром в Норхавен отходит в девять", "Parom v Norhaven othodit v devjat"},
		{"Japanese keeps its characters", "東京の市議会は電車線路を決定した", "东京の市议会は电车线路を决定した"},
		{"a word of look-alikes alone", "нос", "hoc"},
		{"digits at the end", "A10 A11", "Alo All"},
	}
	var s Shingler
	for _, tt := range tests {
		if cmp.Equal(s.Hashes(nil, tt.a, nil), s.Hashes(nil, tt.b, nil)) {
			t.Errorf("%s: %q and %q are one", tt.name, tt.a, tt.b)
		}
	}
}

func TestShortTexts(t *testing.T) {
	var s Shingler
	if got := s.Hashes(nil, "… — !", nil); len(got) != 0 {
		t.Errorf("no words: %d shingles, want none", len(got))
	}
	one, two := s.Hashes(nil, "Word.", nil), s.Hashes(nil, "Word word.", nil)
	if len(one) != 1 || len(two) != 1 || one[0] == two[0] {
		t.Errorf("one word %v, two words %v: want one shingle each, and two different ones", one, two)
	}
}

func TestSkippedTextIsNotSeen(t *testing.T) {
	const page = "The ferry leaves at nine. READ MORE: other news. It returns at noon on weekdays."
	start := strings.Index(page, "READ")
	end := strings.Index(page, "It returns")
	var s Shingler
	got := s.Hashes(nil, page, []Range{{start, end}})
	want := s.Hashes(nil, "The ferry leaves at nine. It returns at noon on weekdays.", nil)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-without +skipped):\n%s", diff)
	}
}

func TestSpaced(t *testing.T) {
	for text, want := range map[string]bool{
		"plain words": true, samples[6]: true, samples[7]: true, samples[12]: true,
		samples[9]: false, samples[10]: false, samples[11]: false, "": true,
	} {
		if got := Spaced(text); got != want {
			t.Errorf("Spaced(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestGoldenHashes pins the meaning of Version 2: stored sketches depend on it.
func TestGoldenHashes(t *testing.T) {
	want := map[string]string{
		"The ferry to Norhaven leaves": "2fa0e8ead5a375d8",
		"Паром в Норхавен отходит в":   "6720c22b9835da2d",
		"市議會星期一投票":                     "c7fa89970db53712",
		"شركة العبارات تعود إلى":       "53075d33bd10a75e",
		"Тhe ferry tо Nоrhаven leaves": "2fa0e8ead5a375d8",
	}
	var s Shingler
	for text, hash := range want {
		if got := fmt.Sprintf("%016x", s.Hashes(nil, text, nil)[0]); got != hash {
			t.Errorf("%q: %s, want %s; a change needs a new Version", text, got, hash)
		}
	}
}

func FuzzHashes(f *testing.F) {
	for _, s := range samples {
		f.Add(s, 3, 9)
	}
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		skip := []Range{{start, end}}
		var s Shingler
		if diff := cmp.Diff(slowHashes(text, skip), s.Hashes(nil, text, skip)); diff != "" {
			t.Fatalf("(-slow +fast):\n%s", diff)
		}
	})
}

// newsText is 524 made-up words with curly quotes and an accent now and then.
func newsText() string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for i := range 524 {
		for range 3 + r.IntN(7) {
			b.WriteByte(byte('a' + r.IntN(26)))
		}
		switch {
		case i%15 == 0:
			b.WriteString("’s “")
		case i%150 == 7:
			b.WriteString("é ")
		case i%12 == 0:
			b.WriteString(". ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func BenchmarkHashes(b *testing.B) {
	for _, tt := range []struct{ name, text string }{
		{"news524words", newsText()},
		{"cyrillic", strings.Repeat("Паром в Норхавен отходит в девять часов утра. ", 60)},
		{"arabic", strings.Repeat("قال المسؤول إن العبارة ستغادر عند الساعة التاسعة صباحا. ", 55)},
		{"chinese", strings.Repeat("市政府周一表示渡轮明年春天将被两艘小船取代。", 50)},
	} {
		b.Run(tt.name, func(b *testing.B) {
			var s Shingler
			var dst []uint64
			b.SetBytes(int64(len(tt.text)))
			b.ReportAllocs()
			for b.Loop() {
				dst = s.Hashes(dst[:0], tt.text, nil)
			}
		})
	}
}

func ExampleTokens() {
	for _, t := range Tokens("It’s “Café Norhaven”", nil) {
		fmt.Println(t.Text, t.Start, t.End)
	}
	// Output:
	// it 0 2
	// s 5 6
	// café 10 15
	// norhaven 16 24
}
