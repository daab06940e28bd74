package credit_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// TestRegistryFile holds agencies.tsv to what doc/credits.md says of it.
func TestRegistryFile(t *testing.T) {
	text, err := os.ReadFile("agencies.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if diff := cmp.Diff("key\tname\tcountry\tkind\tdomains\tpapers\tnames\tstrict\tphrases\tevidence", lines[0]); diff != "" {
		t.Fatalf("columns (-want +got):\n%s", diff)
	}
	kinds := []string{"agency", "specialist", "historic", "syndicate", "broadcaster", "release", "republisher", "generic"}
	owner := map[string]string{}
	for n, line := range lines[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 10 || f[0] == "" || f[1] == "" {
			t.Fatalf("line %d: %d columns, key %q, name %q", n+2, len(f), f[0], f[1])
		}
		if !slices.Contains(kinds, f[3]) || !slices.Contains([]string{"seen", "spec", "knowledge"}, f[9]) {
			t.Errorf("%s: kind %q, evidence %q", f[0], f[3], f[9])
		}
		if f[6]+f[7]+f[8] == "" {
			t.Errorf("%s has no name to find it by", f[0])
		}
		cells := []string{"key " + f[0]}
		for i, what := range map[int]string{4: "domain ", 5: "domain ", 6: "name ", 7: "name ", 8: "phrase "} {
			for cell := range strings.SplitSeq(f[i], ";") {
				if cell != strings.TrimSpace(cell) || cell == "" && f[i] != "" {
					t.Errorf("%s: %q in %q", f[0], cell, f[i])
				}
				if cell != "" {
					cells = append(cells, what+cell)
				}
			}
		}
		for _, c := range cells {
			if owner[c] != "" {
				t.Errorf("%s: %s is also given for %s", f[0], c, owner[c])
			}
			owner[c] = f[0]
		}
	}
}

// TestNamesAreFound finds each name of the registry in a byline of its own.
func TestNamesAreFound(t *testing.T) {
	r := load(t)
	for _, known := range r.Agencies() {
		for _, name := range known.Aliases {
			a := article.Article{Byline: name}
			got := r.Find(nil, &a)
			if len(got) != 1 || got[0].Agency != known.Name || got[0].Text != strings.TrimRight(name, ".+") {
				t.Errorf("byline %q of %s: %+v", name, known.Name, got)
			}
		}
	}
}

func TestWith(t *testing.T) {
	r := load(t)
	mine, err := r.With([]credit.Agency{
		{Name: "Meridian News", Aliases: []string{"MNA", "Meridian"}, Domains: []string{"meridian.example"}},
		{Name: "The Associated Press", Aliases: []string{"Ay Pee"}, Domains: []string{"ap.example"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ byline, before, after string }{
		{"MNA", "Mehr credit byline", "Meridian News credit byline"}, // the user knows better
		{"Meridian", "", "Meridian News credit byline"},
		{"mna", "", ""}, // four letters or fewer count as they are spelt
		{"AP", "AP credit byline", "The Associated Press credit byline"},
		{"ay pee", "", "The Associated Press credit byline"},
		{"Mehr News Agency", "Mehr credit byline", "Mehr credit byline"},
	} {
		a := article.Article{Byline: test.byline}
		if got := show(r.Find(nil, &a)); got != test.before {
			t.Errorf("%q before: got %q, want %q", test.byline, got, test.before)
		}
		if got := show(mine.Find(nil, &a)); got != test.after {
			t.Errorf("%q after: got %q, want %q", test.byline, got, test.after)
		}
	}
	for host, want := range map[string]string{
		"meridian.example": "Meridian News", "www.meridian.example": "Meridian News", "apnews.com": "The Associated Press",
		"notmeridian.example": "", "example": "", "": "",
	} {
		if got, ok := mine.ByHost(host); got != want || ok != (want != "") {
			t.Errorf("ByHost(%q) = %q, %v, want %q", host, got, ok, want)
		}
	}
	if a, ok := mine.Agency("The Associated Press"); !ok || a.Country != "US" || !slices.Contains(a.Aliases, "AP") {
		t.Errorf("the user's name for a known agency lost what was known: %+v", a)
	}
	if _, ok := mine.Agency("AP"); ok {
		t.Error("the agency still has the name that the user replaced")
	}
}

func TestWithRefuses(t *testing.T) {
	r := load(t)
	for _, test := range []struct {
		name string
		user []credit.Agency
		want string
	}{
		{"no name", []credit.Agency{{}}, "agency 1: has no name"},
		{"only marks", []credit.Agency{{Name: "Kontor"}, {Name: "(*)"}}, `agency 2: (*): alias "(*)" has no letter or digit`},
		{"a letter", []credit.Agency{{Name: "Kontor", Aliases: []string{"K"}}}, `alias "K" has one letter`},
		{"bytes", []credit.Agency{{Name: "Kontor", Aliases: []string{"K\xff\xffontor"}}}, "no valid UTF-8"},
		{"long", []credit.Agency{{Name: strings.Repeat("kontor", 40)}}, "more than 120 bytes"},
		{"words", []credit.Agency{{Name: strings.Repeat("no ", 20)}}, "more than 12 words"},
		{"many", []credit.Agency{{Name: "Kontor", Aliases: make([]string, 500)}}, "more than 200 aliases"},
		{"address", []credit.Agency{{Name: "Kontor", Domains: []string{"https://kontor.example/"}}}, "give a host alone"},
		{"twice", []credit.Agency{{Name: "Kontor"}, {Name: "kontor"}}, `"kontor" is also given for Kontor`},
		{"one known", []credit.Agency{{Name: "AP"}, {Name: "Associated Press"}}, `is also given for AP`},
		{"host", []credit.Agency{{Name: "Kontor", Domains: []string{"k.example"}}, {Name: "Levante", Domains: []string{"K.example"}}}, `domain "k.example"`},
	} {
		_, err := r.With(test.user)
		if !errors.Is(err, credit.ErrAgency) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
}
