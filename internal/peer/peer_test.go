package peer_test

import (
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/internal/peer"
)

func TestPython(t *testing.T) {
	got := peer.Python(t, "import sys, networkx; print(sys.argv[1] + sys.stdin.read())", []byte(" in"), "arg")
	if want := "arg in\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDot(t *testing.T) {
	if svg := peer.Dot(t, []byte("digraph { a -> b }")); !strings.Contains(svg, "</svg>") {
		t.Errorf("no drawing: %.200q", svg)
	}
}

func TestBrowser(t *testing.T) {
	if peer.Browser(t) == "" {
		t.Error("an empty path")
	}
}
