package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

// decodeOne reads one record.
func decodeOne(t testing.TB, line string) article.Article {
	t.Helper()
	var d Decoder
	var got article.Article
	err := d.Decode(&Chunk{File: "f", Line: 1, Data: []byte(line)},
		func(a *article.Article) error { got = a.Clone(); return nil },
		func(r Reject) { t.Fatalf("%s: %v", line, r) })
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSourceFields(t *testing.T) {
	via := []article.Link{{Rel: "via", URL: "https://wire.example/1"}}
	long := strings.Repeat("x", article.MaxRevision+1)
	tests := []struct {
		name, fields string
		want         article.Article
	}{
		{"status", `"status":"cancelled"`, article.Article{Status: article.StatusCancelled}},
		{"IPTC's status", `"pubstatus":"stat:withheld"`, article.Article{Status: article.StatusWithheld}},
		{"the stricter status", `"pubStatus":"usable","update_type":"correction"`, article.Article{
			Status: article.StatusCorrected, Extra: []byte(`{"pubStatus":"usable"}`),
		}},
		{"a withdrawal is stricter than a correction", `"update_type":"correction","status":"killed"`, article.Article{
			Status: article.StatusCancelled, Extra: []byte(`{"update_type":"correction"}`),
		}},
		{"a status of another kind", `"status":404`, article.Article{Extra: []byte(`{"status":404}`)}},
		{"revision", `"revision":3`, article.Article{Revision: "3"}},
		{"overlong revision", `"revision":"` + long + `"`, article.Article{Extra: []byte(`{"revision":"` + long + `"}`)}},
		{"teaser", `"teaser":true`, article.Article{Teaser: true}},
		{"no teaser", `"teaser":false`, article.Article{}},
		{"a teaser that is a text", `"teaser":"Council votes"`, article.Article{Extra: []byte(`{"teaser":"Council votes"}`)}},
		{"links as a list", `"links":[{"rel":"via","href":" https://wire.example/1 "}]`, article.Article{Links: via}},
		{"links by relation", `"links":{"via":"https://wire.example/1","isBasedOn":["https://a.example/","https://b.example/"]}`, article.Article{
			Links: []article.Link{{Rel: "isBasedOn", URL: "https://a.example/"}, {Rel: "isBasedOn", URL: "https://b.example/"}, via[0]},
		}},
		{"links of another kind", `"links":["https://a.example/"]`, article.Article{Extra: []byte(`{"links":["https://a.example/"]}`)}},
		{"origin", `"origin":{"file":"a.warc.gz","offset":12,"record":"<urn:uuid:1>"}`, article.Article{
			Origin: article.Origin{File: "a.warc.gz", Offset: 12, Record: "<urn:uuid:1>"},
		}},
		{"origin of another kind", `"origin":"Oslo"`, article.Article{Extra: []byte(`{"origin":"Oslo"}`)}},
		{"negative offset", `"origin":{"file":"a","offset":-1}`, article.Article{Extra: []byte(`{"origin":{"file":"a","offset":-1}}`)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := decodeOne(t, `{"id":"a","text":"x",`+tt.fields+`}`)
			tt.want.ID, tt.want.Text = "a", "x"
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTooManyLinks checks that a list beyond the bound is kept whole among the
// unknown fields.
func TestTooManyLinks(t *testing.T) {
	var list []string
	for i := range article.MaxLinks + 1 {
		list = append(list, fmt.Sprintf(`{"rel":"via","url":"https://wire.example/%d"}`, i))
	}
	if a := decodeOne(t, `{"text":"x","links":[`+strings.Join(list[1:], ",")+`]}`); len(a.Links) != article.MaxLinks || a.Extra != nil {
		t.Errorf("%d links, extra %.40s", len(a.Links), a.Extra)
	}
	if a := decodeOne(t, `{"text":"x","links":[`+strings.Join(list, ",")+`]}`); len(a.Links) != 0 || len(a.Extra) == 0 {
		t.Errorf("%d links, extra %.40s", len(a.Links), a.Extra)
	}
}

func TestEmbargoedRecord(t *testing.T) {
	tests := []struct {
		name, fields string
		want         article.Status
	}{
		{"no embargo", `"published":"2024-05-01"`, article.StatusUsable},
		{"not over", `"published":"2024-05-01","embargoed":"2099-01-01T00:00:00Z"`, article.StatusWithheld},
		{"over when the version was made", `"published":"2024-05-01","updated":"2024-06-01","embargoed":"2024-05-02"`, article.StatusUsable},
		{"over when fetched", `"published":"2024-05-01","fetched":"2024-06-01","embargoed":"2024-05-02"`, article.StatusUsable},
		{"no time at all", `"embargoed":"2024-05-02"`, article.StatusWithheld},
		{"another name", `"embargo_until":"2099-01-01T00:00:00\\u002b02:00"`, article.StatusWithheld},
		{"as a number", `"published":1714521600,"embargo":1893456000`, article.StatusWithheld},
		{"as a number, over", `"published":1714521600,"embargo":1704067200`, article.StatusUsable},
		{"a number that is no time", `"published":1714521600,"embargo":1`, article.StatusUsable},
		{"no embargo by its value", `"embargoed":false`, article.StatusUsable},
		{"cancelled as well", `"status":"canceled","embargoed":"2024-05-02"`, article.StatusCancelled},
	}
	for _, tt := range tests {
		a, err := ReadOne("x", []byte(`{"text":"The harbour pilots went back to work.",`+tt.fields+`}`), Options{})
		if err != nil || a.Status != tt.want {
			t.Errorf("%s: status %v, %v; want %v", tt.name, a.Status, err, tt.want)
		}
	}
}
