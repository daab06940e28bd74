package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

// TestPageFurniture checks what of a page is kept in the text and marked.
func TestPageFurniture(t *testing.T) {
	tests := []struct {
		name, page string
		want       []string // marks
	}{
		{"caption by class", `<p class="image-credit-wrap"><span class="js-caption">The harbour bridge of 1931.</span> <span class="credit">(AP)</span></p>`, []string{"caption: The harbour bridge of 1931. (AP)"}},
		{"share bar", `<div class="article__shareBar"><p>Send this on to your friends</p></div>`, []string{"share: Send this on to your friends"}},
		{"newsletter", `<div class="c-newsletter"><h3>The morning letter</h3><p>All that matters, at six.</p></div>`, []string{"newsletter: The morning letter", "newsletter: All that matters, at six."}},
		{"offer", `<div class="paywall-cta"><h3>Continue reading for 1 crown a month</h3></div>`, []string{"newsletter: Continue reading for 1 crown a month"}},
		{"box by its first words", `<div class="inset"><b>Lesen Sie auch</b> <a href="/x">Tagebuch in Bäckerei gefunden</a><p>Es lag in einer Kiste, sagten Historiker, die den Band seit vielen Jahren gesucht hatten, und niemand wusste davon.</p></div>`, []string{"related: Lesen Sie auch Tagebuch in Bäckerei gefunden", "related: Es lag in einer Kiste, sagten Historiker, die den Band seit vielen Jahren gesucht hatten, und niemand wusste davon."}},
		{"list of links", `<ul><li><a href="/a">Keeper of the lighthouse retires after forty years</a></li><li><a href="/b">Choir of the harbour school wins regional prize</a></li></ul>`, []string{"related: Keeper of the lighthouse retires after forty years", "related: Choir of the harbour school wins regional prize"}},
		{"list of the article", `<ul><li>The line has eleven stops, each with a shelter.</li><li>It <a href="/b">costs</a> 214 million crowns.</li></ul>`, nil},
		{"wrapper", `<div class="share-able">` + prose("bus", 6) + `</div>`, nil},
		{"consent to a film", `<p>Empfohlener redaktioneller Inhalt</p><p>Ich bin damit einverstanden, dass mir der externe Inhalt gezeigt wird. Damit können personenbezogene Daten an Drittplattformen übermittelt werden.</p>`, []string{
			"cookies: Empfohlener redaktioneller Inhalt",
			"cookies: Ich bin damit einverstanden, dass mir der externe Inhalt gezeigt wird. Damit können personenbezogene Daten an Drittplattformen übermittelt werden.",
		}},
		{"how long ago", `<p>14 hours ago</p><p>Published 2:16 PM EST Nov 20, 2031</p><p>https://post.example/a</p>`, []string{"other: 14 hours ago", "other: Published 2:16 PM EST Nov 20, 2031", "navigation: https://post.example/a"}},
		{"donation", `<div class="donation-box"><p>We are proud to bring the news of the coast to readers all over the world, every day.</p></div>`, []string{"newsletter: We are proud to bring the news of the coast to readers all over the world, every day."}},
		{"hidden until a script runs", `<div class="intro is-hidden"><p>Unlimited access to the paper, its letters and its puzzles.</p></div>`, []string{"other: Unlimited access to the paper, its letters and its puzzles."}},
		{"hidden on telephones", `<div class="hidden md:block"><p>The council of the town heard about the tram on Monday.</p></div>`, nil},
		{"sign in", `<div class="c-sign-in"><p>Unlimited access to the paper, its letters and its puzzles.</p></div>`, []string{"newsletter: Unlimited access to the paper, its letters and its puzzles."}},
		{"words that hold sign in", `<div class="blog-inner"><div class="design-index"><p>The council of the town heard about the tram on Monday.</p></div></div>`, nil},
		{"numbered list of links", `<ol><li>Sea: <a href="/a">Keeper of the lighthouse retires after forty years</a></li><li>School: <a href="/b">Choir of the harbour wins regional prize</a></li></ol>`, []string{"related: Sea: Keeper of the lighthouse retires after forty years", "related: School: Choir of the harbour wins regional prize"}},
		{"card of another article", `<article class="card"><h3><a href="/a">Keeper retires</a></h3><p>He leaves on Monday.</p></article>`, []string{"related: Keeper retires", "related: He leaves on Monday."}},
		{"entry of the story", `<article class="card"><h3>Keeper retires</h3><p>He leaves on <a href="/m">Monday</a>.</p></article>`, nil},
		{"notices", `<p>If you buy by links in our stories, we may earn a commission.</p><p>The views of our guests do not necessarily reflect those of the paper.</p><p>Harbour Post ©2031 Coast Press</p><p>Lesezeit: 3 Min</p><p>Last updated 6 hours ago</p>`, []string{
			"other: If you buy by links in our stories, we may earn a commission.",
			"other: The views of our guests do not necessarily reflect those of the paper.",
			"copyright: Harbour Post ©2031 Coast Press", "other: Lesezeit: 3 Min", "other: Last updated 6 hours ago",
		}},
		{"no notices", `<p>The figures do not necessarily reflect the number of victims, the minister said.</p><p>If the harvest fails we may earn less than last year.</p><p>Ces propos n'engagent que lui, a dit la ministre.</p><p>Für jede Wohnung zahlen wir eine Provision, sagt er.</p>`, nil},
		{"a player", `<p>1:30</p><p>Die Fähre liegt seit Mai im Hafen von Lissem. 12.03.2031 | 3:18 min</p><p>The score was 1:30 at noon.</p>`, []string{"other: 1:30", "caption: Die Fähre liegt seit Mai im Hafen von Lissem. 12.03.2031 | 3:18 min"}},
		{"content of another site", `<p>Hier steht ein externer Inhalt, der den Artikel ergänzt. Sie können ihn sich mit einem Klick anzeigen lassen.</p><p>Un contenu externe complète cet article, à afficher en un clic.</p>`, []string{
			"cookies: Hier steht ein externer Inhalt, der den Artikel ergänzt. Sie können ihn sich mit einem Klick anzeigen lassen.",
			"cookies: Un contenu externe complète cet article, à afficher en un clic.",
		}},
		{"left by the content system", `<p>[button link="https://post.example/send" type="big"] Send us your boat [/button]</p><p>Esta galería necesita que active JavaScript.</p><p>[sic] is how he wrote it.</p>`, []string{
			`other: [button link="https://post.example/send" type="big"] Send us your boat [/button]`, "other: Esta galería necesita que active JavaScript.",
		}},
		{"accounts", `<p>เฟซบุ๊ก https://fb.me/lissem</p><p>Follow the council on X, he said.</p>`, []string{"share: เฟซบุ๊ก https://fb.me/lissem"}},
		{"credit next to a caption", `<figure><div><img src=a.jpg><span>Coast Pictures</span></div><figcaption>The ferry in May</figcaption></figure><figure><blockquote><p>We shall sail again.</p></blockquote><figcaption>The captain</figcaption></figure>`, []string{"caption: Coast Pictures", "caption: The ferry in May", "caption: The captain"}},
		{"members only, without spaces", `<p>この記事は会員限定です。</p>`, []string{"newsletter: この記事は会員限定です。"}},
		{"the Commission found links", `<p>The Commission found links between the port and the council.</p><p>The film runs for 90 min and nobody slept.</p>`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := parsePage([]byte(`<title>Council hears of tram</title><article>`+prose("tram", 4)+tt.page+prose("bridge", 4)+`</article>`), "")
			if err != nil {
				t.Fatal(err)
			}
			checkMarks(t, a.Text, a.Furniture)
			if diff := cmp.Diff(tt.want, marked(&a)); diff != "" {
				t.Errorf("furniture (-want +got):\n%s", diff)
			}
		})
	}
}

// TestShortSentenceWithDate sees that a report of one line is no line of a date
// where words have few letters.
func TestShortSentenceWithDate(t *testing.T) {
	for line, want := range map[string]bool{
		"2031年5月3日，市议会通过新桥预算案。":    false,
		"2031年5月3日，市長辞職。":          false,
		"2031年5月3日 10:30 来源：新报":    true,
		"2031년 5월 3일 10:30 입력":     true,
		"3 May 2031, 10:30 PM EST": true,
	} {
		if got := dateOrByline(line); got != want {
			t.Errorf("%s: %v, want %v", line, got, want)
		}
	}
}

func TestPageHead(t *testing.T) {
	b := body{text: "Local\n\nCouncil hears of tram\n\nBy Ana Roe - 11/18/31 11:04 PM\n\nDo 03.05.31 | 10:00 Uhr | Von\n\nNORHAVEN (Norwave)\n\nAfter the vote\n\n" + strings.Repeat("The council heard about the tram. ", 5)}
	markPage(&b, []string{nameKey("Council hears of tram")})
	a := article.Article{Text: b.text, Furniture: b.marks}
	want := []string{"other: Local", "other: Council hears of tram", "other: By Ana Roe - 11/18/31 11:04 PM", "other: Do 03.05.31 | 10:00 Uhr | Von"}
	if diff := cmp.Diff(want, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
}

// TestPrintedTwice checks that a body for phones and for desks is kept once.
func TestPrintedTwice(t *testing.T) {
	page := `<title>Council hears of tram</title><article><div class="phone">` + prose("tram", 3) + `<h2>After</h2>` + prose("bus", 3) +
		`</div><div class="desk">` + prose("tram", 3) + `<h2>After</h2>` + prose("bus", 3) + `</div><p class="caption">The bridge</p></article>`
	a, err := parsePage([]byte(page), "")
	if err != nil {
		t.Fatal(err)
	}
	checkMarks(t, a.Text, a.Furniture)
	for _, s := range []string{"tram for the ath", "bus for the cth", "After"} {
		if n := strings.Count(a.Text, s); n != 1 {
			t.Errorf("%q is there %d times in %q", s, n, a.Text)
		}
	}
	song := strings.Repeat("We sail at dawn\n", 5)
	if b := (body{text: song}); printedTwice(b.text, textLines(b.text)) {
		t.Error("a refrain is taken for a second print")
	}
}

// TestRepeatedLines checks that the entries of an offer that is printed twice are
// marked, the sentence that the article quotes from itself once.
func TestRepeatedLines(t *testing.T) {
	const entry = "All articles of the harbour desk, without limits"
	quote := "The mayor said that the first cars would run in the spring of 2029, and that nobody would have to walk to the ferry again."
	var text strings.Builder
	for i := range 9 {
		text.WriteString(strings.Repeat("The council heard about the tram. ", 6) + string(rune('a'+i)) + ".\n\n")
		switch i {
		case 1, 4:
			text.WriteString(entry + "\n\n")
		case 2, 6:
			text.WriteString(quote + "\n\n")
		}
	}
	b := body{text: text.String()}
	markPage(&b, nil)
	a := article.Article{Text: b.text, Furniture: b.marks}
	if diff := cmp.Diff([]string{"other: " + entry, "other: " + entry, "other: " + quote}, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
	verse := strings.Repeat("Only the sea remembers the morning that we lost\nAnd all of us sang\n", 4)
	if b = (body{text: verse}); len(repeatedLines(b.text, textLines(b.text))) > 0 {
		t.Error("a refrain is taken for an offer")
	}
}

// TestUndeclared checks that what the page's articleBody lacks is marked, and kept
// where articleBody is no more than a summary.
func TestUndeclared(t *testing.T) {
	text := strings.Repeat("The council heard about the tram. ", 20)
	declared := text + strings.Repeat("The mayor wants to begin before the summer. ", 15)
	b := body{text: "A summary of the vote\n\n" + strings.TrimSpace(text) + "\n\nTry our crossword puzzle\n\nAfter the vote\n\n" + strings.TrimSpace(strings.TrimPrefix(declared, text))}
	b.headings = []int{strings.Index(b.text, "After the vote")}
	b.markUndeclared(declared)
	a := article.Article{Text: b.text, Furniture: b.marks}
	if diff := cmp.Diff([]string{"other: Try our crossword puzzle"}, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
	for _, declared := range []string{text[:200], declared + strings.Repeat("What the page does not print. ", 10)} {
		b.marks = nil
		if b.markUndeclared(declared); len(b.marks) > 0 {
			t.Errorf("%d lines are marked by %q", len(b.marks), declared)
		}
	}
}

// TestVerse checks that lines with a note each are no headlines of others.
func TestVerse(t *testing.T) {
	var page strings.Builder
	page.WriteString(`<title>Only the sea remembers</title><article><p>`)
	for _, word := range []string{"morning", "evening", "harbour", "lantern", "captain", "weather", "anchors", "seagull", "distant", "silence", "whisper", "thunder"} {
		page.WriteString(`<a href="/note">Only the sea remembers the ` + word + ` that we lost</a><br>And all of us sang until the ` + word + ` was gone, gone away with the tide of the year<br>`)
	}
	page.WriteString(`</p></article>`)
	a, err := parsePage([]byte(page.String()), "")
	if err != nil {
		t.Fatal(err)
	}
	if m := marked(&a); len(m) > 0 {
		t.Errorf("verse is marked: %q", m)
	}
}

func FuzzMarkPage(f *testing.F) {
	f.Add("Local\n\nBy Ana Roe\n3 May 2031\n\n"+strings.Repeat("x y z. ", 40), "Council hears")
	f.Add(strings.Repeat(strings.Repeat("a line that is long enough to be a paragraph ", 3)+"\n\n", 9), "")
	f.Add("vor 3 Stunden\n>> x\nhttp://x\n14 hours", "\xff")
	f.Fuzz(func(t *testing.T, text, title string) {
		b := body{text: cleanText(text)}
		markPage(&b, []string{nameKey(title)})
		checkMarks(t, b.text, b.marks)
	})
}

func FuzzNameRole(f *testing.F) {
	f.Add("article__shareBar")
	f.Add("-_Aa\xff")
	f.Fuzz(func(_ *testing.T, name string) { _, _ = nameRole(name) }) // it must not panic
}

// TestMark adds marks to nested and overlapping ones.
func TestMark(t *testing.T) {
	at := func(places ...int) (list []article.Furniture) {
		for i := 0; i < len(places); i += 2 {
			list = append(list, article.Furniture{Start: places[i], End: places[i+1]})
		}
		return list
	}
	b := body{marks: at(30, 35, 10, 50, 70, 80)}
	b.mark(at(0, 10, 20, 25, 36, 50, 50, 60, 65, 71, 75, 76, 80, 90))
	if diff := cmp.Diff(at(0, 10, 10, 50, 30, 35, 50, 60, 70, 80, 80, 90), b.marks); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
}
