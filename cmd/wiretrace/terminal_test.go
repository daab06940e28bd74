package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// hostile has every kind of sign that could move the cursor, hide text or turn it round.
const hostile = "a\x1b[2Jb\x1b]0;t\a\u009bc\u0085d\x7f\u202eevil\u2066x\u2069\u200f\ufeff\U000e0041\u2028\r\b"

// What a terminal gets has no sign that does more than show itself, however it is cut in pieces, and JSON
// has the same meaning as before.
func TestTerminalWriter(t *testing.T) {
	line, err := json.Marshal(hostile + " نیم\u200cفاصله 📰 日本")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []int{1, 2, 3, 7, 1000} {
		var out bytes.Buffer
		w := &terminalWriter{to: &out}
		for at := 0; at < len(line); at += step {
			if _, err := w.Write(line[at:min(len(line), at+step)]); err != nil {
				t.Fatal(err)
			}
		}
		if at := strings.IndexAny(out.String(), "\x1b\a\u009b\u0085\x7f\u202e\u2066\u2069\u200f\ufeff\U000e0041\u2028\r\b"); at >= 0 {
			t.Fatalf("in pieces of %d: %q", step, out.String()[at:])
		}
		var got, want string
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatalf("in pieces of %d: %v", step, err)
		}
		if err := json.Unmarshal(line, &want); err != nil || got != want {
			t.Errorf("in pieces of %d: %q, want %q", step, got, want)
		}
	}
}

// Text may have colours, and nothing else.
func TestTerminalColours(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[1mbold\x1b[0m\n\t.": "\x1b[1mbold\x1b[0m\n\t.",
		"\x1b[2J\x1b]0;t\a":       `\u001b[2J\u001b]0;t\u0007`,
		"\x9b2J":                  `\ufffd2J`,
		"\u009b2J\u202e":          `\u009b2J\u202e`,
	} {
		var out bytes.Buffer
		w := &terminalWriter{to: &out}
		for i := range len(in) {
			if _, err := w.Write([]byte{in[i]}); err != nil {
				t.Fatal(err)
			}
		}
		if out.String() != want {
			t.Errorf("%q became %q, want %q", in, out.String(), want)
		}
	}
}

// Messages escape what they quote: names of files, ids, what is wrong with a record.
func TestMessagesEscaped(t *testing.T) {
	var out bytes.Buffer
	a := &app{err: &out}
	a.logf("%s: cannot be read\nnext", hostile)
	if at := strings.IndexAny(out.String(), "\x1b\a\u009b\u0085\x7f\u202e\u2066\u2069\u200f\ufeff\U000e0041\r\b"); at >= 0 {
		t.Errorf("%q", out.String()[at:])
	}
	if !strings.HasSuffix(out.String(), ": cannot be read\nnext\n") {
		t.Errorf("%q", out.String())
	}
}
