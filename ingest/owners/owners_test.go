package owners

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	tests := []struct {
		name, path, text string
		want             []Statement
	}{
		{"ads.txt", "crawl/paper.example.com/ads.txt", "\ufeff# sellers\nads.example, 12, DIRECT\nOWNERDOMAIN=House.example.org # us\nMANAGERDOMAIN=seller.example.net,DE\n", []Statement{{"example.org", "example.com", true}}},
		{"trust.txt", "daily.co.uk/.well-known/trust.txt", "belongto=https://press.org/\ncontrol=https://www.evening.co.uk/\r\ncontrolledby=https://house.com\n", []Statement{{"daily.co.uk", "evening.co.uk", false}, {"house.com", "daily.co.uk", true}}},
		{"name of the file", "daily.com.trust.txt", "controlledby=house.com", []Statement{{"house.com", "daily.com", true}}},
		{"its own owner", "daily.com-ads.txt", "ownerdomain=daily.com", nil},
		{"long line", "daily.com/ads.txt", "x" + strings.Repeat(", x", 1<<20) + "\nownerdomain=house.com\n", []Statement{{"house.com", "daily.com", true}}},
		{"no site", "ads.txt", "ownerdomain=house.com", nil},
		{"no domain", "daily.com/ads.txt", "ownerdomain=the house\ncontrol=://\nownerdomain", nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Read(tt.path, tt.text)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestHouses(t *testing.T) {
	got := Houses([]Statement{
		{"house.com", "daily.com", true},
		{"rival.com", "daily.com", false},
		{"daily.com", "local.com", false},
		{"x.com", "y.com", true},
		{"y.com", "x.com", true},
		{"group.com", "house.com", false},
	})
	want := map[string][]string{
		"group.com": {"daily.com", "group.com", "house.com", "local.com"},
		"x.com":     {"x.com", "y.com"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestIs(t *testing.T) {
	for name, want := range map[string]bool{
		"ads.txt": true, "x/trust.txt": true, "paper.example-ads.txt": true, "paper.app-ads.txt": true, "loads.txt": false, "trust.txt.html": false, "antitrust.txt": false,
	} {
		if got := Is(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("daily.com/ads.txt", "ownerdomain=house.com\ncontrol=a.com")
	f.Add(".well-known/trust.txt", "controlledby=\x00")
	f.Fuzz(func(t *testing.T, name, text string) {
		for owner, outlets := range Houses(Read(name, text)) {
			if owner == "" || len(outlets) < 2 {
				t.Errorf("%q: %q", owner, outlets)
			}
		}
	})
}
