package page

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPageName sees that different ids have different names, that these are fit for every
// file system, and that they stay what they are.
func TestPageName(t *testing.T) {
	for id, want := range map[string]string{
		"c864c90d":       "c864c90d.html",
		"u-93F1":         "u-93_461.html",
		"../etc/passwd":  "_2e._2fetc_2fpasswd.html",
		"снн":            "_d1_81_d0_bd_d0_bd.html",
		"coast.example":  "coast.example.html",
		"a_b":            "a_5fb.html",
		"2024-05-06":     "2024-05-06.html",
		"nul\x00 \\ : *": "nul_00_20_5c_20_3a_20_2a.html",
	} {
		if got := pageName(id); got != want {
			t.Errorf("pageName(%q) = %q, want %q", id, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		x, y := pageName(a+strings.Repeat("x", rapid.IntRange(0, 200).Draw(t, "n"))), pageName(b)
		if len(x) > maxPageName+len(".html") || strings.ContainsAny(x, "/\\: ") || x != strings.ToLower(x) || x[0] == '.' && a != "" {
			t.Errorf("pageName = %q", x)
		}
		if (a == b) != (pageName(a) == y) {
			t.Errorf("%q and %q: %q and %q", a, b, pageName(a), y)
		}
	})
}

// TestAtomTime sees that times of every precision become what Atom requires.
func TestAtomTime(t *testing.T) {
	for in, want := range map[string]string{
		"2024-05-06": "2024-05-06T23:59:59Z", "2024-05-06T07:02": "2024-05-06T07:02:00Z", "2024-05-06T07:02Z": "2024-05-06T07:02:00Z",
		"2024-05-06T07:02:03": "2024-05-06T07:02:03Z", "2024-05-06T07:02:03Z": "2024-05-06T07:02:03Z",
	} {
		if got := atomTime(in); got != want {
			t.Errorf("atomTime(%q) = %q, want %q", in, got, want)
		}
	}
}
