package credit_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// TestUnlisted finds the names that stand where agencies are credited.
func TestUnlisted(t *testing.T) {
	r := load(t)
	for _, test := range []struct {
		text string
		want []credit.Mention
	}{
		{"NORHAVEN (qnx) - The harbour is to be rebuilt.", []credit.Mention{{"qnx", true}}},
		{"NORHAVEN, 3. Mai (Hafendienst Nord) – Der Hafen wird gebaut.", []credit.Mention{{"Hafendienst Nord", true}}},
		{"Der Hafen wird gebaut. (qnx)", []credit.Mention{{"qnx", false}}},
		{"Der Hafen wird gebaut. (tsp/qnx)", []credit.Mention{{"tsp", false}, {"qnx", false}}},
		{"Der Hafen wird gebaut.\n\nMit Material von qnx", []credit.Mention{{"qnx", true}}},
		{"The harbour is rebuilt.\n\nWith files from Harbour Wire and AFP", []credit.Mention{{"Harbour Wire", true}}},
		{"O porto será refeito.\n\nCom informações da Agência Maré", []credit.Mention{{"Agência Maré", true}}},
		{"Der Hafen wird gebaut. RND/Hafenschau/dpa", []credit.Mention{{"Hafenschau", false}}},
		// No credits, or of agencies that are known.
		{"NORHAVEN (AP) - The harbour is to be rebuilt.", nil},
		{"The harbour (built in 1931) is to be rebuilt.", nil},
		{"It was supplied by Harbour Works under contract.", nil},
		{"The harbour is rebuilt.\n\nHeader image: AP / Hafenschau", nil},
		{"Der Hafen wird gebaut. (red)", nil},
	} {
		a := article.Article{Text: test.text}
		if diff := cmp.Diff(test.want, r.Unlisted(&a)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

// TestLearner learns what recurs over outlets and days, in whatever order.
func TestLearner(t *testing.T) {
	list := func(name string, plain bool) []credit.Mention { return []credit.Mention{{Name: name, Plain: plain}} }
	for _, back := range []bool{false, true} {
		var l credit.Learner
		for i := range 12 {
			n := i
			if back {
				n = 11 - i
			}
			day, two, four := int64(n%4+1), fmt.Sprintf("p%d.example", n%2), fmt.Sprintf("p%d.example", n%4)
			l.Add(two, day, list("qnx", true))           // an agency
			l.Add(two, day, list("kna2", false))         // an author's sign, in two papers
			l.Add(four, day, list("Hafendienst", false)) // an agency, in closing brackets
			l.Add(two, day, list("Ana Roe", true))       // a person
			l.Add(two, 7, list("oneday", true))          // a story of one day
			l.Add("one.example", day, list("mine", true))
			l.Add(four, day, list("P1", true)) // an outlet
		}
		if diff := cmp.Diff([]string{"Hafendienst", "qnx"}, l.Names()); diff != "" {
			t.Errorf("back %v: learnt (-want +got):\n%s", back, diff)
		}
	}
}

// TestLearn makes learnt names agencies that are not in the list.
func TestLearn(t *testing.T) {
	r, err := load(t).Learn([]string{"qnx", "Hafendienst Nord", "AP", ""})
	if err != nil {
		t.Fatal(err)
	}
	a := article.Article{Text: filler() + "\n\nQuelle: Hafendienst Nord/qnx"}
	if got := show(r.Find(nil, &a)); got != "Hafendienst Nord credit tail, qnx credit tail" {
		t.Errorf("found %s", got)
	}
	if x, ok := r.Agency("qnx"); !ok || x.Kind != credit.KindLearnt {
		t.Errorf("qnx is %+v", x)
	}
}
