package evaluate_test

import (
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/evaluate"
)

func Example() {
	labels, err := evaluate.ReadLabels(strings.NewReader(`a,b,label
ferry-1,ferry-2,copy
ferry-1,ferry-3,copy
harvest-1,light-1,none
`), "labels.csv", evaluate.Auto, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	found := &evaluate.Predictions{From: "pairs.jsonl"}
	if err := found.ReadPairs(strings.NewReader(`{"a":"ferry-1","b":"ferry-2","p":0.97}
{"a":"harvest-1","b":"light-1","p":0.12}
`), "pairs.jsonl"); err != nil {
		fmt.Println(err)
		return
	}
	r, err := evaluate.Evaluate(labels, found, evaluate.Options{Worst: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("precision %v, recall %v, %d id unknown\n", r.Pairs.Precision.Value, r.Pairs.Recall.Value, r.Gold.Missing)
	m := r.Worst.Missed[0]
	fmt.Printf("missed: %s and %s: %s\n", m.A.ID, m.B.ID, m.Reason)
	// Output:
	// precision 1, recall 0.5, 1 id unknown
	// missed: ferry-1 and ferry-3: ferry-3 is not among the predictions
}
