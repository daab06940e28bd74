package score

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuotations(t *testing.T) {
	long := strings.Repeat("x", longestQuote+1)
	for _, test := range []struct {
		text string
		want []string
	}{
		{`He said "no" and "yes".`, []string{"no", "yes"}},
		{`„Nein“, sagte er, „doch”.`, []string{"Nein", "doch"}},
		{"« Non », «oui»", []string{" Non ", "oui"}},
		{"»Nein«, sagte er. »Doch.« Prosa dazwischen »ja«", []string{"Nein", "Doch.", "ja"}},
		{"“It's fine,” she said", []string{"It's fine,"}},
		{"「好」他说『不』", []string{"好", "不"}},
		{`a 12" pipe`, nil},
		{`a 12" pipe` + long + ` and "more"`, []string{"more"}},
		{"”så här” sade hon", []string{"så här"}},
		{"''Bien'', dijo", []string{"Bien"}},
		{`""Sim"", disse`, []string{"Sim"}},
		{"'We shall see,' the workers' leader said", []string{"We shall see,"}},
		{"It's the workers' and the owners' affair", nil},
		{"“One.\n“Two.” Three", []string{"One.\n", "Two."}},
	} {
		var got []string
		for _, q := range quotations(test.text) {
			got = append(got, test.text[q.start:q.end])
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%.40q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"The mayor said that the bridge is closed and will be open in March.":              "en",
		"Der Bürgermeister sagte, dass die Brücke für das Jahr nicht zu öffnen ist.":       "de",
		"Le maire a dit que la passerelle est fermée et que les travaux sont dans la rue.": "fr",
		"El alcalde dijo que el puente está cerrado y que se abre en marzo con las obras.": "es",
		"O prefeito disse que a ponte não está aberta e que os carros vão para o porto.":   "pt",
		"Мэр сказал, что мост не был открыт и что его ремонт идет с марта на реке.":        "ru",
		"Kryetari tha se ura është e mbyllur dhe se do të hapet në mars për të gjithë.":    "sq",
		"قال رئيس البلدية إن الجسر الذي كان في المدينة مغلق من الآن إلى الربيع":            "ar",
		"市长昨天表示，大桥将于三月重新开放。":                                                               "zh",
		"市長は昨日、橋が三月に再開されると述べた。":                                                            "ja",
	} {
		got := ""
		if l := language(text, ""); l != nil {
			got = l.lang
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if l := language("Xyzzy plugh", "sq-AL"); l == nil || l.lang != "sq" {
		t.Errorf("the declared language is not taken: %v", l)
	}
}

// TestSpeech sees which words count as speech without quotation marks.
func TestSpeech(t *testing.T) {
	en := "The council met on Monday and spoke about the bridge that is to be closed. "
	sq := "Këshilli u mblodh të hënën dhe foli për urën që do të mbyllet në mars. Kryetari tha se nuk ka para. "
	for _, test := range []struct {
		name, text, speech string // speech: the first words of what is speech
	}{
		{"none", en + en, ""},
		{"first person", en + "We shall fight for our town. " + en + en, "we shall fight"},
		{"between two", en + en + "We are sad. Nothing helps. I hope for help. " + en, "we are sad nothing helps"},
		{"own comment", "I think so. We all do. My view is clear. " + "Our town is ours.", ""},
		{"post", en + en + en + en + "Big news for the town pic.twitter.com/abc", "monday"},
		{"other language's words", sq + "Ministria me zyrën e saj në Tiranë dhe me të tjerët nuk foli. " + sq, ""},
		{"transcript", en + "\nAnna: the bridge\nBerta: the river\nAnna: the road\nBerta: the lake\n" + en, "anna the bridge"},
	} {
		x := prepared(Source{Text: test.text})
		var got []string
		for i, f := range x.flags {
			if f&flagSpeech != 0 {
				got = append(got, strings.ToLower(test.text[x.stream.Words[i].Start:x.stream.Words[i].End]))
			}
		}
		all := strings.Join(got, " ")
		if test.speech == "" && all != "" || !strings.Contains(all, test.speech) {
			t.Errorf("%s: speech is %q, want %q", test.name, all, test.speech)
		}
	}
}
