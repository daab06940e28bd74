package evaluate

import (
	"math"
	"strconv"
)

// Schema names the record that [Report] is.
const Schema = "wiretrace/evaluate/1"

// A Num is a number that records write with four digits behind the point, and
// with null for what is no number.
type Num float64

// MarshalJSON returns the number rounded; the error is always nil.
func (n Num) MarshalJSON() ([]byte, error) {
	x := float64(n)
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return []byte("null"), nil
	}
	x = math.Round(x*1e4) / 1e4
	if x == 0 {
		x = 0 // and not -0
	}
	return strconv.AppendFloat(nil, x, 'f', -1, 64), nil
}

// An Estimate is a number with its 95 % interval: bootstrap over labelled
// clusters, or over groups of articles that labelled pairs connect.
type Estimate struct {
	Value Num    `json:"value"`
	CI95  [2]Num `json:"ci95"`
}

func estimate(x float64, ci [2]float64) Estimate {
	return Estimate{Num(x), [2]Num{Num(ci[0]), Num(ci[1])}}
}

// A Report is what an evaluation found.
type Report struct {
	Schema      string         `json:"schema"`
	Gold        GoldSummary    `json:"gold"`
	Predictions Predicted      `json:"predictions"`
	Clusters    *ClusterScores `json:"clusters"` // null: not labelled or not predicted
	Pairs       *PairScores    `json:"pairs"`
	Passages    *PassageScores `json:"passages"`
	Curve       []Point        `json:"curve"`
	Thresholds  *Thresholds    `json:"thresholds"`
	Reliability []Bin          `json:"reliability"`
	Worst       Worst          `json:"worst"`
	Calibration *Fit           `json:"calibration"` // null: not asked for
	Notes       []string       `json:"notes"`

	// Steps is the curve at every distinct probability, from the highest down.
	Steps []Point `json:"-"`
}

// GoldSummary says what the labels were.
type GoldSummary struct {
	Format   Format `json:"format"`
	Articles int    `json:"articles"`
	Clusters int    `json:"clusters"` // 0: pairs are labelled
	Positive int    `json:"positive"` // pairs
	Negative *int   `json:"negative"` // null: every other pair of labelled articles
	Missing  int    `json:"missing"`  // labelled ids that the predictions do not name
	// Unknown are the first of these.
	Unknown []string `json:"missing_ids"`
}

// Predicted says what was judged.
type Predicted struct {
	From     string `json:"from"`
	Model    string `json:"model"` // "": not known
	Articles int    `json:"articles"`
	Clusters int    `json:"clusters"`
	Pairs    int    `json:"pairs"`
}
