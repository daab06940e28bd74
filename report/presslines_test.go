package report_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/internal/exporttest"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/view"
)

// TestPressLines holds every line of report --json on the press to its schema: with
// sources and without, of all clusters, of an article in a cluster, and of one in none.
func TestPressLines(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(schemas, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, near := range []bool{false, true} {
		st := exporttest.Press(t, dedup.Options{Near: near})
		lines := 0
		for _, q := range []view.Query{{}, {Article: "p001"}, {Article: alone(t, near)}} {
			var out strings.Builder
			exporttest.Render(t, st, q, &report.JSON{Out: &out})
			for line := range strings.Lines(out.String()) {
				lines++
				v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(v); err != nil {
					t.Errorf("near %v, %+v: %v\n%.300s", near, q, err, line)
				}
				for _, p := range undocumented(readSchema(t, "report.json"), v, "report", t) {
					t.Errorf("near %v: %s", near, p)
				}
			}
		}
		if lines < 20 {
			t.Errorf("near %v: %d lines", near, lines)
		}
	}
}

// alone returns the id of an article in no cluster.
func alone(t *testing.T, near bool) string {
	t.Helper()
	x := &singles{}
	exporttest.Render(t, exporttest.Press(t, dedup.Options{Near: near}), view.Query{}, x)
	if x.id == "" {
		t.Fatal("every article is in a cluster")
	}
	return x.id
}

type singles struct {
	report.JSON
	id string
}

func (x *singles) Wants() report.Wants               { return report.Wants{Singles: true} }
func (x *singles) Summary(report.Summary) error      { return nil }
func (x *singles) Cluster(*report.ClusterView) error { return nil }
func (x *singles) Article(*report.ArticleView) error { return nil }
func (x *singles) Pair(*report.PairView) error       { return nil }
func (x *singles) End() error                        { return nil }
func (x *singles) Single(m *report.MemberView) error { x.id = m.Article.ID; return nil }
