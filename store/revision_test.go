package store

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
)

func TestSupersedes(t *testing.T) {
	at := func(unix int64) article.Time { return article.Time{Unix: unix, Precision: article.PrecisionSecond} }
	long := strings.Repeat("The harbour council voted. ", 40)
	full := article.Article{Text: long, Published: at(100)}
	tests := []struct {
		name string
		next article.Article
		want bool
	}{
		{"later text", article.Article{Text: long + "More.", Published: at(200)}, true},
		{"earlier text", article.Article{Text: long + "More.", Published: at(50)}, false},
		{"later teaser by its mark", article.Article{Text: long + "…", Published: at(200), Teaser: true}, false},
		{"marked teaser with a time of change", article.Article{Text: "Short.", Published: at(200), Updated: at(300), Teaser: true}, false},
		{"later teaser by its size", article.Article{Text: "The harbour council voted.", Published: at(200)}, false},
		{"short new version by its time of change", article.Article{Text: "The vote was void.", Updated: at(200)}, true},
		{"short new version by its number", article.Article{Text: "The vote was void.", Published: at(200), Revision: "2"}, true},
		{"withdrawal", article.Article{Text: "Kill this item.", Published: at(200), Status: article.StatusCancelled}, true},
		{"withdrawal without a time", article.Article{Text: "Kill this item.", Status: article.StatusCancelled}, true},
		{"same time, higher number", article.Article{Text: long + "More.", Published: at(100), Revision: "2"}, true},
		{"same time, higher status", article.Article{Text: long, Published: at(100), Status: article.StatusCancelled}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := revisionOf(&tt.next), revisionOf(&full)
			if got := a.supersedes(b); got != tt.want {
				t.Errorf("supersedes = %v, want %v", got, tt.want)
			}
			if b.supersedes(a) == tt.want {
				t.Error("both orders give the same answer")
			}
		})
	}
	// Numbers, not words: version 10 is after version 9.
	nine, ten := full, full
	nine.Revision, ten.Revision = "9", "10"
	if !revisionOf(&ten).supersedes(revisionOf(&nine)) {
		t.Error("version 9 is taken for later than version 10")
	}
}

// TestSupersedesIsAnOrder checks that the current revision does not depend on
// the order of arrival.
func TestSupersedesIsAnOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var r [3]revision
		for i := range r {
			a := drawArticle(rt)
			r[i] = revisionOf(&a)
		}
		a, b, c := r[0], r[1], r[2]
		if a != b && a.supersedes(b) == b.supersedes(a) {
			rt.Fatalf("no order: %+v and %+v", a, b)
		}
		if a.supersedes(b) && b.supersedes(c) && !a.supersedes(c) {
			rt.Fatalf("a circle: %+v, %+v, %+v", a, b, c)
		}
	})
}

// TestUnknownClockBits checks that a clock with a bit of a later version is
// refused and not read without it.
func TestUnknownClockBits(t *testing.T) {
	a := article.Article{ID: "a", Published: article.Time{Unix: 60, Precision: article.PrecisionMinute}}
	rec := appendRecord(nil, &a, 1)
	clock := len(appendRecord(nil, &article.Article{ID: "a"}, 1)) - 4 // three clocks of one byte and the empty extra
	if got, err := parseRecord(string(rec)); err != nil || got.article.Published.Unix != 60 {
		t.Fatal(got, err)
	}
	for _, bit := range []byte{1 << 5, 1 << 6, 1 << 7} {
		bad := append([]byte(nil), rec...)
		bad[clock] |= bit
		_, err := parseRecord(string(bad))
		wantErr(t, err, ErrDamaged)
	}
	for _, precision := range []byte{6, 7} {
		bad := append([]byte(nil), rec...)
		bad[clock] = bad[clock]&^7 | precision
		_, err := parseRecord(string(bad))
		wantErr(t, err, ErrDamaged)
	}
}

// TestUnknownFlags checks the same for the flags of a record.
func TestUnknownFlags(t *testing.T) {
	rec := appendRecord(nil, &article.Article{ID: "a"}, 1)
	for bit := byte(1 << 4); bit != 0; bit <<= 1 {
		bad := append([]byte(nil), rec...)
		bad[0] |= bit
		_, err := parseRecord(string(bad))
		wantErr(t, err, ErrDamaged)
	}
}
