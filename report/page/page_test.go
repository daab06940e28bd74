package page

import "testing"

func TestLink(t *testing.T) {
	for _, test := range []struct{ name, address, want string }{
		{"plain", "https://paper.example/a?b=1", "https://paper.example/a?b=1"},
		{"script", "javascript:alert(1)", ""},
		{"script in capitals", "JaVaScRiPt:alert(1)", ""},
		{"data", "data:text/html,<script>alert(1)</script>", ""},
		{"file", "file:///etc/passwd", ""},
		{"without scheme", "//paper.example/a", ""},
		{"user name", "https://paper.example@evil.example/", ""},
		{"quote", `https://paper.example/"onclick=`, "https://paper.example/%22onclick="},
		{"no host", "https:///a", ""},
		{"control characters", "java\nscript:alert(1)", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Link(test.address); got != test.want {
				t.Errorf("Link(%q) = %q, want %q", test.address, got, test.want)
			}
		})
	}
}
