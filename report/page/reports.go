package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/report"
)

// namedReports is how many outlets of independent reports are named in a sentence.
const namedReports = 4

// reportsWords names the independent reports of a story if there are several; "": there is one.
func reportsWords(v *report.ClusterView) string {
	c := &v.Cluster
	if c.Independent == nil || *c.Independent < 2 {
		return ""
	}
	s := report.Number(*c.Independent) + " independent reports"
	names := reporters(v)
	if len(names) < 2 {
		return s
	}
	rest := ""
	if n := len(names) - namedReports; n > 0 {
		names, rest = names[:namedReports], fmt.Sprintf(" and %s more", report.Number(n))
	}
	return s + ": " + strings.Join(names, ", ") + rest
}

// reporters returns the outlet of the first root of each independent report, each once.
func reporters(v *report.ClusterView) []string {
	at := indexOf(v)
	var out []string
	for i := range v.Cluster.Reports {
		for _, id := range v.Cluster.Reports[i].Roots {
			k, ok := at[id]
			if !ok {
				continue
			}
			if name := isolated(v.Members[k].Article.Source); !slices.Contains(out, name) {
				out = append(out, name)
			}
			break
		}
	}
	return out
}

// spreadWords says how many articles there are, and to how many reports they go back.
func spreadWords(v *report.ClusterView) string {
	c := &v.Cluster
	in := fmt.Sprintf("%s, in %s,", plural(c.Size, "article"), plural(c.Outlets, "outlet"))
	if several := reportsWords(v); several != "" {
		return in + " go back to " + several + "."
	}
	if c.Size == 2 {
		return fmt.Sprintf("Both articles, in %s, go back to one report.", plural(c.Outlets, "outlet"))
	}
	return "All " + in + " go back to one report."
}
