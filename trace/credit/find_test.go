package credit_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// pieces are what the texts of properties are made of.
func pieces() []string {
	return []string{
		"AP", "(AP)", "Reuters", "dpa", "D. N. B.", "Agence France-Presse", "رويترز", "أ ف ب", "新华社", "电", "ロイター", "Контор",
		"Kontor", "©", "/", "-", "—", ". ", "\n", "\n\n", " ", "(", ")", "[", "「", "told ", "said", "with files from ",
		"originally published by ", "The Sound Herald", "Foto: ", "e\u0301", "ﬁ", "Ａ", "\u200d", "İ", "ẞ", "क्ष", "👩‍🚀", "2024", "Reutermeldung",
		"lDNB)", "Havàs", "لرويترز", "www.", "_", "agence ", "\u0301", "ㅤ",
	}
}

// checkSpans fails if a credit is not where it says.
func checkSpans(tb interface{ Errorf(string, ...any) }, a *article.Article, list []credit.Credit) {
	var extra struct {
		Canonical string `json:"canonical"`
	}
	_ = json.Unmarshal(a.Extra, &extra) // an empty address holds no credit, which is what is checked
	fields := map[credit.Field]string{
		credit.FieldText: a.Text, credit.FieldByline: a.Byline, credit.FieldCredit: a.Credit, credit.FieldCanonical: extra.Canonical,
	}
	for _, c := range list {
		runes := []rune(fields[c.Field])
		if c.Start < 0 || c.Start >= c.End || c.End > len(runes) {
			tb.Errorf("%+v is not within the %d runes of %q", c, len(runes), fields[c.Field])
			continue
		}
		if got := string(runes[c.Start:c.End]); got != string([]rune(c.Text)) {
			tb.Errorf("%+v: the text there is %q", c, got)
		}
		if c.Weight < 0 || c.Weight > 1 || math.IsNaN(c.Weight) || c.Agency == "" && c.Role != credit.RoleRepublished {
			tb.Errorf("%+v", c)
		}
	}
}

func TestFindProperties(t *testing.T) {
	r := fictional(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom(pieces()), 0, 60)
		a := article.Article{
			Text: strings.Join(text.Draw(t, "text"), ""), Byline: strings.Join(text.Draw(t, "byline"), ""),
			Credit: strings.Join(text.Draw(t, "credit"), ""),
		}
		if n := len(a.Text); n > 0 {
			at := rapid.IntRange(0, n).Draw(t, "furniture")
			for at < n && a.Text[at]&0xC0 == 0x80 {
				at++
			}
			a.Furniture = []article.Furniture{{Start: at, End: n, Kind: article.Kind(rapid.IntRange(0, 9).Draw(t, "kind"))}}
		}
		list := r.Find(nil, &a)
		checkSpans(t, &a, list)
		if diff := cmp.Diff(list, r.Find(nil, &a)); diff != "" {
			t.Errorf("the second time something else (-first +second):\n%s", diff)
		}
		before := []credit.Credit{{Agency: "kept"}}
		if got := r.Find(slices.Clone(before), &a); got[0] != before[0] || len(got) != len(list)+1 {
			t.Errorf("Find does not append: %+v", got)
		}
		checkSpans(t, &a, r.Mentions(nil, a.Text))
	})
}

func FuzzFind(f *testing.F) {
	r := fictional(f)
	f.Add("LIMA (AP) — The harbour\n\n© 2024 Reuters", "By Ana Roe | dpa", `{"canonical":"https://apnews.com/1"}`)
	f.Add(strings.Join(pieces(), " "), strings.Join(pieces(), ""), "")
	f.Add("\xff(AP\xc3) —", "\x80", "{")
	f.Fuzz(func(t *testing.T, text, field, extra string) {
		a := article.Article{Text: text, Byline: field, Credit: field, Extra: []byte(extra)}
		list, took := timed(r, &a)
		if took > time.Second/2 {
			t.Errorf("%d bytes took %v", len(text), took)
		}
		checkSpans(t, &a, list)
		checkSpans(t, &a, r.Mentions(nil, text))
	})
}

// timed returns what is found and the shortest time of three tries: a busy
// machine may stop a test for seconds.
func timed(r *credit.Registry, a *article.Article) (list []credit.Credit, took time.Duration) {
	for n := range 3 {
		start := time.Now()
		list = r.Find(nil, a)
		if d := time.Since(start); n == 0 || d < took {
			took = d
		}
		if took < 10*time.Millisecond {
			break
		}
	}
	return list, took
}

// What TestLargeHostile allows: how many times the time of a text eight times as long may be that of the
// short one (8 is linear, 23 the power of 1.5, 64 quadratic), and the time of the long one.
const (
	maxGrowth  = 14
	maxHostile = 5 * time.Second
)

// TestLargeHostile sees that text that is made to cost takes linear time. The growth is what a slow
// program cannot hide: the short text is read eight times, so that a busy machine stops both alike.
// The bound in seconds is far above what any machine takes. The best tries count, three of them or
// more where they say no.
func TestLargeHostile(t *testing.T) {
	r := load(t)
	took := func(a *article.Article, times int) (list []credit.Credit, d time.Duration) {
		start := time.Now()
		for range times {
			list = r.Find(nil, a)
		}
		return list, time.Since(start)
	}
	for _, unit := range append(pieces(), "(AP(", "AP)", "(Reutarz) — ", "a ", "the associated press of ", "新", "(", "A.") {
		few, many := repeated(unit, 512<<10), repeated(unit, 4<<20)
		_, short := took(&few, 8)
		list, long := took(&many, 1)
		slow := func() bool { return 8*long > maxGrowth*max(short, 8*time.Millisecond) || long > maxHostile }
		for n := 1; n < 3 && long > 10*time.Millisecond || slow() && n < 12; n++ {
			_, s := took(&few, 8)
			_, l := took(&many, 1)
			short, long = min(short, s), min(long, l)
		}
		if slow() {
			t.Errorf("4 MiB of %q took %v, eight times an eighth of it %v", unit, long, short)
		}
		if len(list) > 256 {
			t.Errorf("4 MiB of %q: %d credits", unit, len(list))
		}
		checkSpans(t, &many, list[:min(len(list), 2)])
	}
}

// TestLongText finds the credits at both ends of a text of which the middle is
// not read, with their places.
func TestLongText(t *testing.T) {
	r := load(t)
	for _, unit := range []string{"The harbour is old. ", "港务局星期一表示。", "é"} {
		a := article.Article{Text: "LIMA (AP) — " + strings.Repeat(unit, (200<<10)/len(unit)) + "\n\n来源：新华网"}
		list := r.Find(nil, &a)
		if got := show(list); got != "AP credit dateline, Xinhua credit tail" {
			t.Errorf("%q: found %s", unit, got)
		}
		checkSpans(t, &a, list)
	}
}

func TestConcurrent(t *testing.T) {
	r := load(t)
	var wg sync.WaitGroup
	for i := range 4 {
		a := article.Article{Text: fmt.Sprintf("LIMA (AP) — The harbour %d.\n\n(Reuters)", i)}
		wg.Go(func() {
			for range 200 {
				if got := show(r.Find(nil, &a)); got != "AP credit dateline, Reuters credit tail" {
					t.Errorf("found %s", got)
					return
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkFind(b *testing.B) {
	r := load(b)
	for name, text := range map[string]string{
		"latin3.6KB":  "NORHAVEN, May 6 (AP) — " + strings.Repeat(filler(), 4)[:3500] + "\n\nWith files from Reuters",
		"arabic3.6KB": "واس- جدة: " + strings.Repeat("أعلنت سلطة الميناء يوم الاثنين أن العبارة القديمة ستستبدل ", 34) + "\n\n«رويترز»",
		"han3.6KB":    "新华社北京4月24日电 " + strings.Repeat("港务局星期一表示服役四十一年的渡轮将于明年春天退役。", 46) + "\n\n来源：新华网",
	} {
		b.Run(name, func(b *testing.B) {
			a := article.Article{Text: text}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var dst []credit.Credit
			for b.Loop() {
				dst = r.Find(dst[:0], &a)
			}
			if len(dst) != 2 {
				b.Fatalf("found %s", show(dst))
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := credit.Load(); err != nil {
			b.Fatal(err)
		}
	}
}

// repeated returns an article of n bytes of one unit in every field.
func repeated(unit string, n int) article.Article {
	a := article.Article{Text: strings.Repeat(unit, n/len(unit))}
	a.Byline, a.Credit = a.Text, a.Text
	return a
}
