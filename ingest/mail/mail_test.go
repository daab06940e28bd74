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
		{"many attachments", parts + "\nThe pilots are back.\n" + strings.Repeat("--b\nA:b\n\n", 300) + "--b--\n", "usable Pilots return: The pilots are back.\n"},
		{"a damaged part after the text", parts + "\nThe pilots are back.\n--b\nContent-Transfer-Encoding: base64\n\nA\n--b--\n", "usable Pilots return: The pilots are back.\n"},
		{"a blank part, then a damaged one", parts + "\n \n--b\nContent-Transfer-Encoding: base64\n\nA\n--b--\n", "reject the message is not complete, or it is no base64 as it says\n"},
		{"base64 with the footer of a list", head + "Content-Transfer-Encoding: base64\n\nVGhlIHBpbG90cyBhcmU=\nIGJhY2su\n_____\nA list of the desk\n", "usable Pilots return: The pilots are back.\n"},
		{"base64 that is cut", head + "Content-Transfer-Encoding: base64\n\nVGhlIHBpbG90cyBh\ncmUgY\n", "reject the message is not complete, or it is no base64 as it says\n"},
		{"quoted-printable with signs that are none", head + "Content-Transfer-Encoding: quoted-printable\n\na=3Db = c =ZZ \nd=", "usable Pilots return: a=b = c =ZZ d\n"},
		{"a text around a picture, footer of a list", parts + "\nThe pilots\n--b\nContent-Type: image/png\n\nx\n--b\n\nare back.\n--b\n\n____\nA list\n--b--\n", "usable Pilots return: The pilots are back.\n"},
		{"the first of several forms", strings.Replace(parts, "mixed", "alternative", 1) + "\nThe pilots are back.\n--b\n\nThe same again.\n--b--\n", "usable Pilots return: The pilots are back.\n"},
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

// TestLongMailbox sees that a message is whole however its lines and the line
// before the next message lie in the buffer.
func TestLongMailbox(t *testing.T) {
	for size := 16<<10 - 200; size < 16<<10+40; size += 7 {
		body := strings.Repeat("x", size)
		items := itemtest.Collect(t, func(yield func(*format.Item) bool) error {
			return Read(context.Background(), strings.NewReader(boxLine+head+"\n"+body+"\n\n"+boxLine+head+"\n"+body+body+"\n"), 1<<20, yield)
		})
		if len(items) != 2 || items[0].Article.Text != body || items[1].Article.Text != body+body {
			t.Fatalf("%d bytes: %d messages", size, len(items))
		}
	}
}

// TestObject sees that a record in the text of a message has the status and the
// embargo of the headers, unless it has its own.
func TestObject(t *testing.T) {
	for _, tt := range []struct{ doc, want string }{
		{strings.Replace(head, "Pilots", "KILL: Pilots", 1) + "\n{\"text\":\"The pilots\nare back.\"}\n", `"status":"cancelled","text":"The pilots are back."`},
		{strings.Replace(head, "Pilots return", "EMBARGOED until 7 May 2024 00:01 +0200", 1) + "\n{\"text\":\"x\"}", `"embargoed":"7 May 2024 00:01 +0200","published"`},
		{strings.Replace(head, "Pilots", "KILL: Pilots", 1) + "\n{\"Status\":\"usable\"}", `{"Status":"usable","published":"Mon, 6 May 2024 14:15:00 +0200","source":"wire.example"}`},
	} {
		if got := readAll(t, tt.doc); len(got) != 1 || !strings.Contains(string(got[0].Object), tt.want) {
			t.Errorf("%s: %s, want %s", tt.doc, got[0].Object, tt.want)
		}
	}
}

// TestSavedPage reads a page as a browser saves it, with a frame.
func TestSavedPage(t *testing.T) {
	items := readAll(t, "From: <Saved by a browser>\nSnapshot-Content-Location: https://paper.example/pilots\nSubject: Pilots\nDate: Mon, 6 May 2024 14:15:00 +0200\nMIME-Version: 1.0\n"+
		"Content-Type: multipart/related; type=\"text/html\"; boundary=b\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>The pilots are=\n back.</p>\n--b\nContent-Type: text/html\n\n<p>A frame</p>\n--b--\n")
	if len(items) != 1 {
		t.Fatalf("%d items", len(items))
	}
	a := items[0].Article
	if got := strings.TrimSpace(string(items[0].Page)); got != "<p>The pilots are back.</p>" || a.URL != "https://paper.example/pilots" || a.Published.Known() || a.Fetched.String() != "2024-05-06T12:15:00Z" {
		t.Errorf("%q, %q, published %v, fetched %v", got, a.URL, a.Published, a.Fetched)
	}
}

// TestSignature sees that what follows a line of dashes is a signature only if
// it is none of the story.
func TestSignature(t *testing.T) {
	const story = "The pilots are back."
	for after, want := range map[string]bool{
		"Ana Roe\nHarbour desk, +49 30 123\nana@wire.example":                                                                        true,
		"Wire\n\nThis e-mail is intended only for the recipient; if you received it in error, please delete it and tell us at once.": true,
		"The council of the town said on Monday that it would not pay for the new ferry before the port has settled what it owes.":   false,
		"昨日，市議会は新しい橋の建設費用をめぐり長時間の議論を行い、最終的に予算案を可決した。市長はこれを歓迎し、住民に感謝した。":                                                              false,
		strings.Repeat("Ana Roe\n", 400): false,
	} {
		for _, mark := range []string{"-- ", "--"} {
			body, signature := cutSignature(story + "\n" + mark + "\n" + after)
			if got := signature != ""; got != want || got != (body == story) {
				t.Errorf("%q: a signature %v, want %v; body %q", after, got, want, body)
			}
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
		"TROOP WITHDRAWAL: Last soldiers leave": article.StatusUsable, "COURT ORDERS CORRECTION: Mayor pays": article.StatusUsable, "CORRECTION OFFICERS: Strike goes on": article.StatusUsable, "KILL-JOY: A film": article.StatusUsable,
		"URGENT - 2ND CORRECTION: Ferry": article.StatusCorrected, "EIL BERICHTIGUNG - Ferry": article.StatusCorrected, "KORREKTUR/Ferry": article.StatusUsable, "STORY KILL 2: Ferry": article.StatusCancelled,
		"Fwd: Re[2]: Ferry": article.StatusUsable, strings.Repeat("i:", 1<<17) + "Ferry": article.StatusUsable,
	} {
		var it item.Item
		if rest := subject(&it, s); it.Status != want || rest == "" {
			t.Errorf("%.40q: status %v, want %v; left %.40q", s, it.Status, want, rest)
		}
	}
}
