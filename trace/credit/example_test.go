package credit_test

import (
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace/credit"
)

func ExampleRegistry_Find() {
	r, err := credit.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err = r.With([]credit.Agency{{Name: "Kontor", Domains: []string{"kontor.example"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	a := article.Article{
		Text: "NORHAVEN (Kontor) — The ferry will be replaced, its director told AFP.", Byline: "By Ana Roe | AP",
	}
	for _, c := range r.Find(nil, &a) {
		fmt.Println(c.Agency, c.Role, c.Place, c.Field, c.Start, c.End, c.Text, c.Weight)
	}
	// Output:
	// Kontor credit dateline text 10 16 Kontor 0.97
	// AFP citation tail text 66 69 AFP 0.1
	// AP credit byline byline 13 15 AP 0.97
}
