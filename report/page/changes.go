package page

import (
	_ "embed" // the template
	"fmt"
	"io"

	"github.com/wiretrace/wiretrace/report"
)

//go:embed changes.html
var changesTemplate string

// Changes writes what became of clusters in the last run as a page.
func Changes(w io.Writer, c *report.Changes) error {
	t, err := parse(changesTemplate, nil)
	if err != nil {
		return err
	}
	title := fmt.Sprintf("What changed in run %d", c.After)
	if err := open(w, t, head{Title: title}); err != nil {
		return err
	}
	type group struct {
		Kind, Words string
		Clusters    []*report.ClusterChange
	}
	var groups []group
	for _, k := range report.ChangeKinds() {
		g := group{Kind: k[0], Words: k[1]}
		for i := range c.Clusters {
			if c.Clusters[i].Kind == k[0] {
				g.Clusters = append(g.Clusters, &c.Clusters[i])
			}
		}
		if len(g.Clusters) > 0 {
			groups = append(groups, g)
		}
	}
	err = t.ExecuteTemplate(w, "changes", struct {
		Title, Sum string
		Groups     []group
	}{title, c.Sum(), groups})
	if err != nil {
		return err
	}
	return t.ExecuteTemplate(w, "close", nil)
}
