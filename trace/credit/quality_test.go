package credit_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/trace/credit"
)

var update = flag.Bool("update", false, "rewrite the quality goldens")

// fictional returns the registry with the agencies of the fictional press, as
// a user would name them.
func fictional(tb testing.TB) *credit.Registry {
	tb.Helper()
	r, err := load(tb).With([]credit.Agency{
		{Name: "MERIDIAN", Aliases: []string{"Meridian", "Meridian News Agency", "MNA", "子午線通信"}, Domains: []string{"meridian-wire.example"}},
		{Name: "KONTOR", Aliases: []string{"Kontor", "Kontor Nachrichten", "Контор", "콘토르통신", "कोंटोर"}, Domains: []string{"kontor.example"}},
		{Name: "LEVANTE", Aliases: []string{"Levante", "Agence Levante", "ليفانتي", "莱万特社"}, Domains: []string{"www.levante.example"}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// TestQuality holds what is found of the credits of the fictional press, by
// article and agency, and of the examples of forms in testdata.
func TestQuality(t *testing.T) {
	r := fictional(t)
	var out strings.Builder
	press(t, r, &out)
	examples(t, r, &out)
	golden(t, filepath.Join("testdata", "quality.txt"), out.String())
}

func press(t *testing.T, r *credit.Registry, out *strings.Builder) {
	t.Helper()
	dir := filepath.Join("..", "..", "testdata", "press")
	gold := map[string]string{}
	for _, row := range table(t, filepath.Join(dir, "gold_copies.tsv")) {
		gold[row[0]] = row[6]
	}
	var lines []string
	right, named, want := 0, 0, 0
	eachArticle(t, dir, func(a *article.Article) {
		wanted, known := gold[a.ID]
		if !known {
			return
		}
		var found []string
		if own, ok := r.ByHost(a.Source); ok {
			found = append(found, own) // its own copy
		}
		for _, c := range r.Find(nil, a) {
			if c.Role == credit.RoleCredit && !slices.Contains(found, c.Agency) {
				found = append(found, c.Agency)
			}
		}
		named += len(found)
		if wanted != "-" {
			want++
		}
		if slices.Contains(found, wanted) {
			right++
		}
		if got := strings.Join(found, " "); got != strings.Trim(wanted, "-") {
			lines = append(lines, fmt.Sprintf("  %s: found %q, credited %s\n", a.ID, got, wanted))
		}
	})
	slices.Sort(lines)
	fmt.Fprintf(out, "testdata/press: precision %.4f (%d of %d), recall %.4f (%d of %d)\n%s",
		float64(right)/float64(named), right, named, float64(right)/float64(want), right, want, strings.Join(lines, ""))
}

// eachArticle calls fn for the articles below dir.
func eachArticle(t *testing.T, dir string, fn func(*article.Article)) {
	t.Helper()
	src := ingest.Open([]string{dir}, nil, ingest.Options{})
	var c ingest.Chunk
	var d ingest.Decoder
	for {
		err := src.Next(&c)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		use := func(a *article.Article) error { fn(a); return nil }
		if err := d.Decode(&c, use, func(ingest.Reject) {}); err != nil {
			t.Fatal(err)
		}
	}
	if err := src.Close(); err != nil {
		t.Fatal(err)
	}
}

func examples(t *testing.T, r *credit.Registry, out *strings.Builder) {
	t.Helper()
	rows := table(t, filepath.Join("testdata", "examples.tsv"))
	right := 0
	var lines []string
	for _, row := range rows {
		a := article.Article{Text: row[2] + " of the town.\n\n" + filler()}
		if row[1] == "tail" || strings.HasPrefix(row[2], "By ") || strings.HasSuffix(row[2], ")") {
			a.Text = row[2] + "\n\n" + filler()
		}
		if row[1] == "tail" {
			a.Text = filler() + "\n\n" + row[2]
		}
		got := show(r.Find(nil, &a))
		if got == row[3] {
			right++
			continue
		}
		lines = append(lines, fmt.Sprintf("  %s %s %q: found %q, wanted %q\n", row[0], row[1], row[2], got, row[3]))
	}
	fmt.Fprintf(out, "testdata/examples.tsv: %d of %d\n%s", right, len(rows), strings.Join(lines, ""))
}

// table reads a tab-separated file without its first line.
func table(t *testing.T, path string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		rows = append(rows, append(strings.Split(line, "\t"), ""))
	}
	return rows
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Fatalf("%s is missing: run the test with -update", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
