package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCredit is the length in bytes of the longest name of a photographer or
// agency at the end of a caption.
const maxCredit = 70

// endsInCredit reports whether a line ends with the credit of a picture, as
// captions do: "Ships in the harbour. Photo: Ana Roe".
func endsInCredit(line string) bool {
	line = strings.TrimSpace(line)
	colon := strings.LastIndexByte(line, ':')
	if colon <= 0 || len(line)-colon-1 > maxCredit {
		return false
	}
	name := strings.TrimSpace(line[colon+1:])
	first, _ := utf8.DecodeRuneInString(name)
	if len(name) < 2 || unicode.IsLower(first) || !unicode.IsLetter(first) && first != '©' || endsSentence(name) {
		return false
	}
	before := line[:colon]
	word := before[strings.LastIndexFunc(before, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
	switch strings.ToLower(word) {
	case "foto", "fotos", "bild", "bilder", "bildrechte", "photo", "photos", "photograph", "photographs", "picture", "pictures", "photocredit", "bildquelle",
		"фото", "imagen", "immagine", "imagem", "beeld", "kuva", "fotografie", "ảnh", "φωτογραφία":
		return strings.TrimRightFunc(before[:len(before)-len(word)], unicode.IsSpace) != ""
	}
	return false
}
