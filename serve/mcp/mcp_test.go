package mcp_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"go.uber.org/goleak"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/serve/mcp"
	"github.com/wiretrace/wiretrace/store"
)

// maxQuotes is how many passages are quoted at most.
const maxQuotes = 5

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// session connects the client of the SDK to a server on testdata/press.
func session(t *testing.T) *sdk.ClientSession {
	t.Helper()
	c, _ := open(t)
	return c
}

// open is session, with the store.
func open(t *testing.T) (*sdk.ClientSession, *store.Store) {
	t.Helper()
	st, err := store.Open(t.TempDir()+"/store", store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	src := ingest.Open([]string{"../../testdata/press"}, nil, ingest.Options{})
	if _, err := dedup.Ingest(t.Context(), st, src, dedup.Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := dedup.Link(t.Context(), st, dedup.Options{}); err != nil {
		t.Fatal(err)
	}
	server := mcp.New("test", func(fn func(*store.Store) error) error { return fn(st) })
	here, there := sdk.NewInMemoryTransports()
	s, err := server.Connect(t.Context(), there, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test"}, nil).Connect(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = c.Close(), s.Wait() })
	return c, st
}

// call calls a tool; failed says that it must fail.
func call[T any](t *testing.T, c *sdk.ClientSession, name string, args map[string]any, failed bool) (out T) {
	t.Helper()
	res, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: args})
	if err != nil {
		if failed {
			return out
		}
		t.Fatalf("%s(%v): %v", name, args, err)
	}
	text := ""
	for _, x := range res.Content {
		if s, ok := x.(*sdk.TextContent); ok {
			text += s.Text
		}
	}
	if res.IsError != failed {
		t.Fatalf("%s(%v): failed is %v, want %v: %s", name, args, res.IsError, failed, text)
	}
	if len(text) > 64<<10 {
		t.Errorf("%s(%v): an answer of %d bytes", name, args, len(text))
	}
	if failed {
		return out
	}
	b, err := json.Marshal(res.StructuredContent)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func pressText(t *testing.T, id string) string {
	t.Helper()
	for a, err := range ingest.Read(t.Context(), []string{"../../testdata/press"}, nil, ingest.Options{}) {
		if err == nil && a.ID == id {
			return a.Text
		}
	}
	t.Fatalf("no %s", id)
	return ""
}

// TestTools sees that all tools only read, and that each answers with ids and words to cite.
func TestTools(t *testing.T) {
	c := session(t)
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Tools) != 4 {
		t.Errorf("%d tools, want 4", len(list.Tools))
	}
	for _, x := range list.Tools {
		if x.Annotations == nil || !x.Annotations.ReadOnlyHint || x.Annotations.OpenWorldHint == nil || *x.Annotations.OpenWorldHint {
			t.Errorf("%s does not say that it only reads and asks nobody", x.Name)
		}
	}
	checked := call[mcp.CheckOut](t, c, "check_text", map[string]any{"text": pressText(t, "p001"), "outlet": "new.example"}, false)
	if checked.Verdict != "copy" || checked.Story == "" || len(checked.Matches) == 0 || checked.Matches[0].ID == "" ||
		checked.Matches[0].Reuse.Words == "" || len(checked.Shared) == 0 {
		t.Errorf("check_text: %+v, want a copy with ids, words and quotations", checked)
	}
	story := call[mcp.StoryOut](t, c, "show_story", map[string]any{"story": checked.Story}, false)
	if len(story.Members) != story.Articles || story.Independent == nil || story.OriginalP.Words == "" {
		t.Errorf("show_story: %+v, want all members and the original", story)
	}
	evidence := 0
	for _, m := range story.Members {
		evidence += len(m.Evidence)
	}
	if evidence == 0 {
		t.Error("show_story: no member has evidence")
	}
	same := call[mcp.StoryOut](t, c, "show_story", map[string]any{"article": "p001"}, false)
	if same.Story != checked.Story {
		t.Errorf("show_story of p001: %s, want %s", same.Story, checked.Story)
	}
	reports := call[mcp.ReportsOut](t, c, "independent_reports", map[string]any{"article": "p001"}, false)
	if !reports.Traced || reports.Independent != *story.Independent || len(reports.Reports) != reports.Independent {
		t.Errorf("independent_reports: %+v, want %d", reports, *story.Independent)
	}
	two := call[mcp.CompareOut](t, c, "compare_texts", map[string]any{"a_id": "p001", "b_id": "p003"}, false)
	if two.Verdict != "copy" || two.Reuse.P < .5 || len(two.Shared) == 0 {
		t.Errorf("compare_texts: %+v, want a copy", two)
	}
	apart := call[mcp.CompareOut](t, c, "compare_texts", map[string]any{"a": pressText(t, "p001"), "b": "A goat won the third prize at the county fair."}, false)
	if apart.Verdict != "none" || apart.Reuse.P >= .5 || apart.Words != 0 {
		t.Errorf("compare_texts of two texts: %+v, want none", apart)
	}
}

// TestRefusals sees that a call that names nothing, or too much, is refused.
func TestRefusals(t *testing.T) {
	c := session(t)
	call[mcp.CheckOut](t, c, "check_text", map[string]any{"text": ""}, true)
	call[mcp.CheckOut](t, c, "check_text", map[string]any{}, true)
	call[mcp.CheckOut](t, c, "check_text", map[string]any{"text": strings.Repeat("word ", 1<<18)}, true)
	call[mcp.StoryOut](t, c, "show_story", map[string]any{}, true)
	call[mcp.StoryOut](t, c, "show_story", map[string]any{"story": "none"}, true)
	call[mcp.StoryOut](t, c, "show_story", map[string]any{"story": "a", "article": "b"}, true)
	call[mcp.CompareOut](t, c, "compare_texts", map[string]any{"a_id": "p001", "b_id": "none"}, true)
}

// TestQuotations sees that the longest passages are quoted first, and nothing of an article whose
// source took it back.
func TestQuotations(t *testing.T) {
	c, st := open(t)
	whole := ""
	for _, id := range []string{"p001", "p008", "p073", "p096", "p100", "p109"} {
		whole += pressText(t, id) + "\n\n"
	}
	var other strings.Builder
	for i := range maxQuotes + 2 { // longer and longer passages, with something else between them
		words := strings.Fields(whole)[45*i:][:12+4*i]
		other.WriteString(strings.Join(words, " ") + ". Nobody of the goat farm number " + strings.Repeat("x", i+3) + " knew why the rain fell upwards that Tuesday. ")
	}
	two := call[mcp.CompareOut](t, c, "compare_texts", map[string]any{"a": whole, "b": other.String()}, false)
	if len(two.Shared) != maxQuotes {
		t.Fatalf("%d quotations, want %d: %q", len(two.Shared), maxQuotes, two.Shared)
	}
	for i, q := range two.Shared[1:] {
		if len([]rune(q)) > len([]rune(two.Shared[i])) {
			t.Errorf("quotation %d is longer than the one before it: %q", i+1, two.Shared)
		}
	}
	secret := article.Article{ID: "secret", Source: "first.example", Status: article.StatusCancelled, Text: pressText(t, "p001")}
	src := ingest.Open([]string{"-"}, bytes.NewReader(ingest.AppendRecord(nil, &secret)), ingest.Options{Format: "jsonl"})
	if _, err := dedup.Ingest(t.Context(), st, src, dedup.Options{}); err != nil {
		t.Fatal(err)
	}
	call[mcp.CompareOut](t, c, "compare_texts", map[string]any{"a_id": "p001", "b_id": "secret"}, true)
	call[mcp.CompareOut](t, c, "compare_texts", map[string]any{"a_id": "secret", "b": "A goat won the third prize."}, true)
}
