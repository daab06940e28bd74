package ingest

import (
	"strings"
	"unicode/utf8"
)

const bom = "\uFEFF"

// cleanText makes s valid for articles: valid UTF-8 (each invalid byte becomes U+FFFD), no NUL or leading
// byte order marks, LF line ends. It returns s itself if it is clean. It is idempotent.
func cleanText(s string) string {
	if !utf8.ValidString(s) {
		s = replaceInvalid(s)
	}
	return cleanValid(s)
}

// cleanValid is cleanText for valid UTF-8.
func cleanValid(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	for strings.HasPrefix(s, bom) {
		s = s[len(bom):]
	}
	return s
}

// replaceInvalid replaces each invalid byte of UTF-8 by U+FFFD, as encoding/json does. strings.ToValidUTF8
// would replace a whole run by one.
func replaceInvalid(s string) string { return alias(replacedInvalid(s)) }

func replacedInvalid(s string) []byte {
	b := make([]byte, 0, replacedSize(s))
	for _, c := range s { // an invalid byte is utf8.RuneError
		b = utf8.AppendRune(b, c)
	}
	return b
}

// replacedSize returns the length of the result of replaceInvalid.
func replacedSize(s string) (n int) {
	for _, c := range s {
		n += utf8.RuneLen(c)
	}
	return n
}

// cutRunes returns the longest prefix of s of at most n bytes that does not end inside a rune.
func cutRunes(s []byte, n int) []byte {
	if len(s) <= n {
		return s
	}
	for i := n; i > n-utf8.UTFMax && i > 0; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s[:n]
}
