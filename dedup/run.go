package dedup

import (
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/report"
)

// A Timing is how long a stage took.
type Timing struct {
	Stage   string
	Seconds float64
}

// A Run is what one dedup job did, for its summary and for run.json.
type Run struct {
	Version string // of the program
	Added   Added
	Linked  Linked
	Timings []Timing
}

// Record returns the run as run.json has it.
func (r *Run) Record(o Options) report.Run {
	rec := report.Run{
		Schema: report.SchemaRun, Version: r.Version, Generation: r.Linked.Generation,
		Parameters: parameters(o), Changes: []report.Change{}, Timings: map[string]float64{},
		Counts: map[string]int64{
			"read": r.Added.Read, "stored": r.Added.Stored, "known": r.Added.Known, "revised": r.Added.Revised,
			"kept_out": r.Added.KeptOut, "rejected": r.Added.Rejected, "fresh": int64(r.Linked.Fresh), "candidates": int64(r.Linked.Candidates),
			"compared": int64(r.Linked.Counted), "pairs": int64(r.Linked.Pairs), "clusters": int64(r.Linked.Clusters),
			"epoch": int64(r.Linked.Epoch.Number), "clusters_new": int64(r.Linked.New), "clusters_grown": int64(r.Linked.Grown),
		},
	}
	for _, c := range r.Linked.Changes {
		rec.Changes = append(rec.Changes, changeRecord(&c))
	}
	for _, t := range r.Timings {
		rec.Timings[t.Stage] = report.Round(t.Seconds)
	}
	return rec
}

func changeRecord(c *cluster.Change) report.Change {
	return report.Change{Kind: string(c.Kind), ID: c.ID, Others: c.Others, Before: c.Before, After: c.After, Reason: c.Reason}
}
