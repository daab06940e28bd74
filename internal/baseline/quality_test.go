package baseline_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/evaluate"
	"github.com/wiretrace/wiretrace/internal/baseline"
	"github.com/wiretrace/wiretrace/internal/newsroom"
)

var update = flag.Bool("update", false, "rewrite the quality goldens")

// TestQualityNewsroom holds what the other families of methods find of the
// simulated press.
func TestQualityNewsroom(t *testing.T) {
	profiles := newsroom.Profiles()
	tables := make([]string, len(profiles))
	t.Run("profiles", func(t *testing.T) {
		for i, profile := range profiles {
			t.Run(profile, func(t *testing.T) {
				t.Parallel()
				tables[i] = table(t, newsroom.Options{Seed: 1, Profile: profile, Stories: 80})
			})
		}
	})
	golden(t, filepath.Join("..", "..", "testdata", "quality", "newsroom-baselines.txt"), strings.Join(tables, "\n"))
}

// table scores every method on one press.
func table(t *testing.T, o newsroom.Options) string {
	t.Helper()
	items, err := newsroom.Make(o)
	if err != nil {
		t.Fatal(err)
	}
	articles := make([]article.Article, len(items))
	for i := range items {
		articles[i] = items[i].Article
	}
	var rows []baseline.Row
	for _, m := range baseline.Methods() {
		row, err := baseline.Score(m.Name, labels(t, items), baseline.Run(m, articles))
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return fmt.Sprintf("newsroom %s, seed %d, %d stories, %d articles\n%s", o.Profile, o.Seed, o.Stories, len(items), baseline.Table(rows))
}

func labels(t *testing.T, items []newsroom.Item) *evaluate.Labels {
	t.Helper()
	files, err := newsroom.Files(items)
	if err != nil {
		t.Fatal(err)
	}
	l, err := evaluate.ReadLabels(bytes.NewReader(files["gold_clusters.tsv"]), "gold_clusters.tsv", evaluate.Clusters, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
