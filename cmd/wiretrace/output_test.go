package main

import "testing"

func TestColours(t *testing.T) {
	for _, test := range []struct {
		name string
		env  map[string]string
		want bool
	}{
		{"nothing set", nil, true},
		{"an ordinary terminal", map[string]string{"TERM": "xterm-256color"}, true},
		{"NO_COLOR", map[string]string{"NO_COLOR": "1", "TERM": "xterm"}, false},
		{"a terminal of text alone", map[string]string{"TERM": "dumb"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := colours(func(k string) string { return test.env[k] }); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
