package dedup_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/store"
)

// A report, somebody's retelling of it, and another report of the event.
const (
	mill   = "The paper mill at Osterfall will close in March, its owner Hagen Lindqvist told the 230 workers on Monday. Orders have fallen by a third since the spring, and the price of pulp has doubled. The union called the decision a disgrace and wants to speak with the county about a rescue. The mill was founded in 1894 and made the paper for the kingdom's first postage stamps. Lindqvist said that he had looked for a buyer for eleven months without success. The town will lose its largest payer of taxes."
	retold = "In March it will be over: Osterfall loses its paper mill. On Monday the 230 workers heard it from the owner, Hagen Lindqvist, who for eleven months had looked in vain for someone to buy it. Since the spring a third of the orders are gone while pulp costs twice as much. Founded in 1894, the mill once supplied the paper for the first postage stamps of the kingdom. A disgrace, says the union, and asks the county for talks about a rescue; nobody pays more taxes in the town."
	other  = "Snow has blocked the pass above Osterfall for the second day. Ploughs from three valleys are at work, but wind closes the road behind them as fast as they clear it. Two lorries with cheese and one with skis are stuck at the summit, where the innkeeper serves soup to their drivers for nothing. The road office hopes to open one lane on Thursday night, if the storm dies down as forecast. A helicopter took a woman in labour to the hospital; mother and twins are well, the rescue service says."
)

// subjects returns a collection around them.
func subjects() []article.Article {
	texts := []string{mill, retold, other}
	for i := range 60 {
		var b strings.Builder
		for k := range 12 {
			fmt.Fprintf(&b, "The %s of number %d met the %s and spoke about %s for hours. ",
				word(i, k), i*31+k, word(i+k, 3*k), word(7*i, k*k))
		}
		texts = append(texts, b.String())
	}
	out := make([]article.Article, len(texts))
	for i, s := range texts {
		out[i] = article.Article{
			ID: fmt.Sprintf("a%02d", i), Source: fmt.Sprintf("outlet%d.example", i), Text: s,
			Published: article.ParseTime(fmt.Sprintf("2024-05-01T%02d:00:00Z", i%24), "published"),
		}
	}
	return out
}

func word(i, k int) string {
	list := strings.Fields("council harbour teacher bridge winter engine garden letter window orchard tunnel market sailor lantern meadow quarry")
	return list[(i*5+k*3)%len(list)]
}

func TestCompareRetold(t *testing.T) {
	arts := subjects()
	c, err := dedup.NewComparer(dedup.Collect(arts))
	if err != nil {
		t.Fatal(err)
	}
	got := c.Compare(&arts[0], &arts[1])
	if got.P < .5 || !got.Retold || got.Verdict == dedup.VerdictNone || !got.Evidence.Retelling.Known {
		t.Errorf("the report and its retelling: p %.3f, retold %v, verdict %s, %+v", got.P, got.Retold, got.Verdict, got.Evidence.Retelling)
	}
	if !slices.ContainsFunc(got.Reasons, func(r score.Reason) bool { return r.Feature == "retold" && r.Effect > 0 }) {
		t.Errorf("the retelling is no reason: %+v", got.Reasons)
	}
	back := c.Compare(&arts[1], &arts[0])
	if math.Abs(back.P-got.P) > 1e-9 || back.Retold != got.Retold {
		t.Errorf("p %.6f in one order, %.6f in the other", got.P, back.P)
	}
	if apart := c.Compare(&arts[0], &arts[2]); apart.P >= .5 || apart.Retold {
		t.Errorf("the report and another one: p %.3f, retold %v", apart.P, apart.Retold)
	}
	same := arts[0]
	same.ID = "again"
	if got := c.Compare(&arts[0], &same); got.P < .99 || got.Retold || got.Verdict != dedup.VerdictCopy {
		t.Errorf("the report and itself: p %.3f, retold %v, verdict %s", got.P, got.Retold, got.Verdict)
	}
	alone, err := dedup.NewComparer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := alone.Compare(&arts[0], &arts[1]); got.Evidence.Retelling.Known || got.Retold {
		t.Errorf("without a collection %+v, retold %v", got.Evidence.Retelling, got.Retold)
	}
}

// TestCompareStored sees that a store is as good a collection as a file, whatever
// the order in which it got its articles.
func TestCompareStored(t *testing.T) {
	arts := subjects()
	var ps []float64
	for _, turn := range []bool{false, true} {
		st := openStore(t, t.TempDir())
		var records []record
		for _, a := range arts {
			records = append(records, record{ID: a.ID, Source: a.Source, Published: a.Published.Raw, Text: a.Text})
		}
		if turn {
			slices.Reverse(records)
		}
		add(t, st, records, dedup.Options{})
		link(t, st, dedup.Options{})
		conclusions, err := read(st, generation.LoadClusters)
		if err != nil {
			t.Fatal(err)
		}
		err = st.View(func(v *store.View) error {
			c, err := dedup.NewComparer(dedup.Stored(v, conclusions))
			if err != nil {
				return err
			}
			ps = append(ps, c.Compare(&arts[0], &arts[1]).P)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if ps[0] < .5 || ps[0] != ps[1] {
		t.Errorf("p %v in two orders of arrival, want the same, at least one half", ps)
	}
}

func BenchmarkComparePair(b *testing.B) {
	arts := subjects()
	c, err := dedup.NewComparer(dedup.Collect(arts))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		c.Compare(&arts[0], &arts[1])
	}
}
