package page_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/credit"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares a page, without its style and script, with a file of testdata.
func golden(t *testing.T, name string, page []byte) {
	t.Helper()
	got := string(page)
	for _, tag := range []string{"style", "script"} {
		if before, rest, ok := strings.Cut(got, "<"+tag+">"); ok {
			_, after, _ := strings.Cut(rest, "</"+tag+">")
			got = before + "<" + tag + ">…</" + tag + ">" + after
		}
	}
	if from := strings.Index(got, `content="default-src`); from >= 0 {
		got = got[:from] + `content="…` + got[from+strings.Index(got[from:], `">`):]
	}
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got), see -update:\n%.4000s", file, diff)
	}
}

// press clusters testdata/press as its newsroom.toml says.
func press(t testing.TB) *store.Store {
	t.Helper()
	st, err := store.Open(t.TempDir(), store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	o := dedup.Options{Newsroom: generation.Newsroom{
		Agencies: []credit.Agency{
			{Name: "MERIDIAN", Title: "Meridian News Agency", Aliases: []string{"Meridian", "MNA"}, Domains: []string{"meridian-wire.example"}},
			{Name: "KONTOR", Aliases: []string{"Kontor", "Kontor Nachrichten", "Контор"}, Domains: []string{"kontor.example"}},
			{Name: "LEVANTE", Title: "Agence Levante", Aliases: []string{"Levante", "ليفانتي"}, Domains: []string{"levante.example"}},
		},
		Feeds: map[string]string{"kontor.example": "KONTOR", "levante.example": "LEVANTE"},
	}}
	src := ingest.Open([]string{filepath.Join("..", "..", "testdata", "press")}, nil, ingest.Options{})
	_, err = dedup.Ingest(t.Context(), st, src, o)
	if err = errors.Join(err, src.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := dedup.Link(t.Context(), st, o); err != nil {
		t.Fatal(err)
	}
	return st
}

// hostileStrings try to get out of where a page puts them: markup, attributes, scripts,
// styles, comments, addresses, templates, and characters that turn lines around.
func hostileStrings() []string {
	return []string{
		`<script>window.pwned=1</script>`,
		`</script><script>window.pwned=1</script>`,
		`</title><script>window.pwned=1</script>`,
		`</style><script>window.pwned=1</script>`,
		`<img src=x onerror="window.pwned=1">`,
		`"><svg onload=window.pwned=1>`,
		`' onmouseover='window.pwned=1`,
		`" autofocus onfocus="window.pwned=1`,
		`<a href="javascript:window.pwned=1">press</a>`,
		`<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
		`<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
		`<base href="https://evil.example/">`,
		`<form action="https://evil.example/"><input name=q id=filters></form>`,
		`--><script>window.pwned=1</script><!--`,
		`]]><script>window.pwned=1</script>`,
		`{{.Title}}${window.pwned=1}` + "`;window.pwned=1;//",
		`&lt;script&gt;window.pwned=1&lt;/script&gt;`,
		`\u003cscript\u003ewindow.pwned=1`,
		"\x1b[2J\x07\x00\x9b31m\u202egnp.exe\u2066\u200b\u00ad",
		"Z" + strings.Repeat("\u0301", 200),
		"\xff\xfe<script>window.pwned=1</script>",
		"a\u2028window.pwned=1\u2029b\r\nc",
		`__proto__`,
		`m0" id="main`,
		`'; rm -rf ~; echo '`,
		strings.Repeat("<b>", 400),
	}
}

// hostileAddresses must never become links.
func hostileAddresses() []string {
	return []string{
		"javascript:window.pwned=1", "JaVaScRiPt:window.pwned=1", " javascript:window.pwned=1", "java\nscript:window.pwned=1",
		"data:text/html,<script>window.pwned=1</script>", "vbscript:window.pwned=1", "file:///etc/passwd", "//evil.example/",
		"https://paper.example@evil.example/", "blob:https://evil.example/1", `"onclick="window.pwned=1`,
	}
}
