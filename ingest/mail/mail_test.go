package mail

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/item/itemtest"
)

const testLimit = 4096

func readAll(t testing.TB, doc string) []*format.Item {
	return itemtest.Collect(t, func(yield func(*format.Item) bool) error {
		return Read(context.Background(), strings.NewReader(doc), testLimit, yield)
	})
}

const (
	head     = "From: Desk <desk@wire.example>\nDate: Mon, 6 May 2024 14:15:00 +0200\nSubject: Pilots return\n"
	parts    = head + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\nfor old programs\n--b\n"
	boxLine  = "From desk@wire.example Mon May  6 14:15:00 2024\n"
	iptcText = "abc0012 4 i 60  abc 0012\n\nHarbor/strike/\n1ST LEAD\nPilots of Lissem\nend their strike\nBy Ana Roe =\n\n" +
		"Lissem (abc) - The pilots are back.\n\n# Notebook\n\nabc ar\n\n061215 GMT May 24\n"
)

func TestRead(t *testing.T) {
	tests := []struct{ name, doc, want string }{
		{"plain", head + "\nThe pilots are back.\n", "usable Pilots return: The pilots are back.\n"},
		{"headline again, byline, tail", head + "\nPilots return\nBy Ana Roe\n\nThe pilots are back.\n\n© 2024 Wire\n\n* * *\nThis e-mail is only for its recipient.\n-- \nDesk\n", "usable Pilots return: The pilots are back.\n"},
		{"header of a wire", head + "\n" + iptcText, "usable Pilots of Lissem end their strike: Lissem (abc) - The pilots are back.\n"},
		{"killed", strings.Replace(head, "Pilots", "MANDATORY KILL: Pilots", 1) + "\nDo not use.\n", "cancelled MANDATORY KILL: Pilots return: Do not use.\n"},
		{"a film is not killed", strings.Replace(head, "Pilots", "Kill Bill: Pilots", 1) + "\nText.\n", "usable Kill Bill: Pilots return: Text.\n"},
		{"embargo", head + "\nEMBARGOED until 7 May 2024 00:01 +0200\n\nThe pilots are back.\n", "withheld Pilots return: The pilots are back.\n"},
		{"embargo that was over", head + "\nEMBARGOED until 6 May 2024 12:00 +0200\n\nThe pilots are back.\n", "usable Pilots return: The pilots are back.\n"},
		{"encoded subject", "From: a@wire.example\nTo: b@c.example\nSubject: =?iso-8859-1?Q?L=F6tsen?= =?utf-8?B?IMOkYg==?=\n\nText.\n", "usable Lötsen äb: Text.\n"},
		{"alternative", parts + "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nL=F6tsen sind zur=\n=FCck.\n--b\nContent-Type: text/html\n\n<p>Lotsen</p>\n--b--\n", "usable Pilots return: Lötsen sind zurück.\n"},
		{"HTML has the text", parts + "Content-Type: text/plain\n\nNo HTML?\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\nPHA+VGhlIHBpbG90cyBhcmUgYmFjay48L3A+\n--b--\n", "usable Pilots return: <p>The pilots are back.</p>\n"},
		{"flowed", head + "Content-Type: text/plain; format=flowed\n\nThe pilots \nare back.\n", "usable Pilots return: The pilots are back.\n"},
		{"nothing but a picture", parts + "Content-Type: image/jpeg\n\nxx\n--b--\n", "skip item without text\n"},
		{"a forwarded message", parts + "Content-Type: message/rfc822\n\nFrom: a@b.example\n\nThe pilots are back.\n--b--\n", "usable Pilots return: The pilots are back.\n"},
		{"mailbox", boxLine + head + "\nOne.\n\n>From here on.\n\n" + boxLine + head + "\nTwo.\n", "usable Pilots return: One. From here on.\nusable Pilots return: Two.\n"},
		{"a line like that of a mailbox", head + "\nOne.\n\nFrom noon at 12:00 on 6 May 2024\nX: y\n", "usable Pilots return: One. From noon at 12:00 on 6 May 2024 X: y\n"},
		{"too large, the next is read", boxLine + head + "\n" + strings.Repeat("x", testLimit) + "\n\n" + boxLine + head + "\nTwo.\n", "reject the message is larger than 4096 bytes\nusable Pilots return: Two.\n"},
		{"cut in the headers", head[:40], "reject the message is not complete: it ends within its headers\n"},
		{"cut in a part", parts + "Content-Type: text/plain\n\nThe pi", "reject the message is not complete: it ends within a part\n"},
		{"cut after the text", parts + "Content-Type: text/plain\n\nThe pilots are back.\n--b\nContent-Type: image/png\n\nxx", "usable Pilots return: The pilots are back.\n"},
		{"too deep", deep(20), "reject the message has too many parts\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := itemtest.Summary(readAll(t, tt.doc))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// deep returns a message of that many nested parts.
func deep(n int) string {
	doc := head
	for i := range n {
		doc += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	return doc
}

func TestDetect(t *testing.T) {
	for doc, want := range map[string]bool{
		head:                                true,
		boxLine + head:                      true,
		"Received: by x;\n\ty\n":            true,
		"\n  \nDelivered-To: a@b.example\n": true,
		"Title: A report\nDate: 2024-05-06\nFrom: Lissem\n\nText.": false,
		"From: Lissem to Torna\n\nText.":                           false,
		"From noon on the pilots are back.\n":                      false,
		"The pilots are back: they said so.\n":                     false,
		"":                                                         false,
	} {
		if got := (Reader{}).Detect(format.NewHead("x", []byte(doc))); got != want {
			t.Errorf("%q: %v, want %v", doc, got, want)
		}
	}
}

func TestSender(t *testing.T) {
	for from, want := range map[string]string{
		"Desk <desk@Wire.Example>":      "wire.example",
		"desk@wire.example":             "wire.example",
		`"Roe, Ana (Wire)" <a@b.co.ug>`: "b.co.ug",
		"Ana Roe <ana@gmail.com>":       "",
		"Desk":                          "",
	} {
		items := readAll(t, "From: "+from+"\nTo: b@c.example\n\nText.\n")
		if got := items[0].Article.Source; got != want {
			t.Errorf("%q: %q, want %q", from, got, want)
		}
	}
}

func TestTailKeepsTheStory(t *testing.T) {
	for _, last := range []string{"The court will rule on copyright in May.", "He said that this message was confidential.", "Copyright is a right."} {
		items := readAll(t, head+"\nThe pilots are back.\n\n"+last+"\n")
		if got := items[0].Article.Text; !strings.HasSuffix(got, last) {
			t.Errorf("%q is lost: %q", last, got)
		}
	}
}

// FuzzRead checks that every file is read to its end.
func FuzzRead(f *testing.F) {
	f.Add(boxLine + head + "\n" + iptcText + "\n" + boxLine + head)
	f.Add(parts + "Content-Type: text/plain; format=flowed; charset=big5\nContent-Transfer-Encoding: base64\n\nVGhl\n--b\nContent-Type: message/rfc822\n\nA: b\n\nc\n--b--\n")
	f.Add(head + "\n{\"Body\":[\"x\"]}")
	f.Fuzz(func(t *testing.T, doc string) {
		readAll(t, doc)
		(Reader{}).Detect(format.NewHead("x", []byte(doc)))
	})
}

// TestSubjectMarks sees that marks of forwarding take one pass, and that a word in capitals within a
// headline withdraws nothing.
func TestSubjectMarks(t *testing.T) {
	for s, want := range map[string]article.Status{
		"MANDATORY KILL: Ferry": article.StatusCancelled, "WITHDRAWAL - Ferry": article.StatusCancelled,
		"TROOP WITHDRAWAL: Last soldiers leave": article.StatusUsable, "Fwd: Re[2]: Ferry": article.StatusUsable, strings.Repeat("i:", 1<<20) + "Ferry": article.StatusUsable,
	} {
		var it item.Item
		if rest := subject(&it, s); it.Status != want || !strings.HasSuffix(rest, "Ferry") && want != article.StatusUsable {
			t.Errorf("%.40q: status %v, want %v; left %.40q", s, it.Status, want, rest)
		}
	}
}
