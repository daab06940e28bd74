package clock

import (
	"testing"

	"github.com/wiretrace/wiretrace/article"
)

// TestRedated reads pages whose address and metadata have different dates.
func TestRedated(t *testing.T) {
	page := func(url, published string) *article.Article {
		return &article.Article{URL: url, Source: "o.example", Published: article.ParseTime(published, "json-ld")}
	}
	var c Clocks
	old := c.Read("o.example", page("https://o.example/2021/03/04/diary", "2026-11-28T06:00:00Z"))
	stated, address := article.ParseTime("2026-11-28T06:00:00Z", "").Unix, article.ParseTime("2021-03-04", "").Unix
	if !old.Flags.Has(Redated) || old.Precise || old.Earliest > address || old.Latest < stated || old.Best > address+2*day {
		t.Errorf("an old address: %+v", old)
	}
	future := c.Read("o.example", page("https://o.example/2026/11/28/diary", "2021-03-04T06:00:00Z"))
	if early := article.ParseTime("2021-03-04T06:00:00Z", "").Unix; !future.Flags.Has(Redated) || future.Precise || future.Best != early {
		t.Errorf("an old time: %+v", future)
	}
	for _, url := range []string{"https://o.example/2026/11/28/diary", "https://o.example/2026/01/diary", "https://o.example/diary", ""} {
		if r := c.Read("o.example", page(url, "2026-11-28T06:00:00Z")); r.Flags.Has(Redated) || !r.Precise {
			t.Errorf("%q: %+v", url, r)
		}
	}
}
