package ingest

import "testing"

func TestEndsInCredit(t *testing.T) {
	for line, want := range map[string]bool{
		"Ships in the harbour. Photo: Ana Roe":                 true,
		"Schiffe im Hafen. Bildrechte: Küstenfunk/Jana Muster": true,
		"Порт Лиссема. Фото: Анна Рой":                         true,
		"Photo: Ana Roe": false, // a credit of its own
		"She showed him a photo: it was of the old harbour":   false,
		"He told us of the photo: Nobody had seen it before.": false,
		"Ships in the harbour: Ana Roe":                       false,
		"Photo:":                                              false,
		"":                                                    false,
	} {
		if got := endsInCredit(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}

// TestOnlyCaptions reads a page of which nothing but captions was found.
func TestOnlyCaptions(t *testing.T) {
	page := `<title>Pilots return to work</title><body><article><p>Ships in the harbour of Lissem on Monday, where pilots return to work after nine days. Photo: Ana Roe</p></article>`
	a, err := ReadPage([]byte(page), "")
	if err != nil || !a.LowConfidence {
		t.Errorf("low confidence %v, %v: %q", a.LowConfidence, err, a.Body())
	}
}
