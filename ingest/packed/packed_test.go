package packed_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/ingest/packed"
)

// bzipped is "one line\n" as bzip2 packs it.
const bzipped = "BZh91AY&SY3\xfc\x0c\xc5\x00\x00\x04Q\x00\x00\x10@\x00\x02%\xa0\x001\x0c\x00\xd0\xd3\xd1\xc8G\x92Qw$S\x85\t\x03?\xc0\xccP"

func gzipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, s)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstdPacked(t testing.TB, s string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	out := w.EncodeAll([]byte(s), nil)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestFile(t *testing.T) {
	long := strings.Repeat("Some words that are packed. ", 20_000)
	for name, c := range map[string]struct{ data, want string }{
		"plain":       {long, long},
		"gzip":        {gzipped(t, long), long},
		"two members": {gzipped(t, "one ") + gzipped(t, "two"), "one two"},
		"zstd":        {zstdPacked(t, long), long},
		"bzip2":       {bzipped, "one line\n"},
		"twice":       {gzipped(t, zstdPacked(t, gzipped(t, long))), long},
		"zeros after": {gzipped(t, "one ") + strings.Repeat("\x00", 70_000), "one "},
		"few zeros":   {gzipped(t, "one ") + "\x00\x00\x00", "one "},
		"zeros only":  {gzipped(t, "") + strings.Repeat("\x00", 500), ""},
		"zeros amid":  {gzipped(t, "one ") + strings.Repeat("\x00", 500) + gzipped(t, "two"), "one two"},
		"zstd frames": {zstdPacked(t, "one ") + strings.Repeat("\x00", 500) + zstdPacked(t, "two") + "\x00", "one two"},
		"zstd zeros":  {zstdPacked(t, long) + strings.Repeat("\x00", 70_000), long},
		"zstd skip":   {zstdPacked(t, "one ") + "\x50\x2a\x4d\x18\x02\x00\x00\x00ab" + zstdPacked(t, "two"), "one two"},
		"bzip2 zero":  {bzipped + "\x00", "one line\n"},
		"bzip2 zeros": {bzipped + strings.Repeat("\x00", 70_000), "one line\n"},
		"bzip2 amid":  {bzipped + strings.Repeat("\x00", 511) + bzipped + bzipped, "one line\none line\none line\n"},
		"empty":       {"", ""},
	} {
		f, err := packed.Open(strings.NewReader(c.data), 1<<30)
		if err != nil {
			t.Fatal(name, err)
		}
		if head := f.Head(100); !strings.HasPrefix(c.want, string(head)) || len(head) != min(len(c.want), 100) {
			t.Errorf("%s: head %q", name, head)
		}
		got, err := io.ReadAll(f.Body())
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %d bytes, want %d, %v", name, len(got), len(c.want), err)
		}
		f.Close()

		f, err = packed.Open(strings.NewReader(c.data), 1<<30)
		if err != nil {
			t.Fatal(name, err)
		}
		f.Head(4096)
		if raw, err := io.ReadAll(f.Raw()); err != nil || string(raw) != c.data && !f.Nested() {
			t.Errorf("%s: raw has %d bytes, want %d, %v", name, len(raw), len(c.data), err)
		}
		f.Close()
	}
}

func TestTooLarge(t *testing.T) {
	f, err := packed.Open(strings.NewReader(gzipped(t, strings.Repeat("x", 5000))), 1000)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.ReadAll(f.Body()); !errors.Is(err, packed.ErrTooLarge) {
		t.Errorf("5,000 bytes of at most 1,000: %v", err)
	}
}

func TestCut(t *testing.T) {
	data := gzipped(t, strings.Repeat("Some words. ", 50))
	f, err := packed.Open(strings.NewReader(data[:len(data)-9]), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.ReadAll(f.Body()); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "ends too early") {
		t.Errorf("cut gzip: %v", err)
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte(gzipped(f, "one")))
	f.Add([]byte(zstdPacked(f, "one")))
	f.Add([]byte(bzipped))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := packed.Open(bytes.NewReader(data), 1<<20)
		if err != nil {
			return
		}
		defer file.Close()
		file.Head(64)
		_, _ = io.Copy(io.Discard, file.Body())
	})
}

// TestLayers sees that files that are packed again and again are refused, and
// that what Raw gives of a nested file is one layer.
func TestLayers(t *testing.T) {
	data := "some words"
	for range 4 {
		data = gzipped(t, data)
	}
	if _, err := packed.Open(strings.NewReader(data), 1<<20); !errors.Is(err, packed.ErrLayers) {
		t.Errorf("four layers: %v", err)
	}
	inner := gzipped(t, "some words")
	f, err := packed.Open(strings.NewReader(gzipped(t, inner)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f.Raw())
	if string(raw) != inner || err != nil || !f.Nested() || !f.Packed() {
		t.Errorf("raw %q, %v, nested %v", raw, err, f.Nested())
	}
}

// TestGarbageAfter sees that other bytes than zeros after the data are a fault,
// however few they are.
func TestGarbageAfter(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"gzip":  {gzipped(t, "one "), "one "},
		"zstd":  {zstdPacked(t, "one "), "one "},
		"bzip2": {bzipped, "one line\n"},
	} {
		for _, after := range []string{strings.Repeat("\x00", 30) + "garbage", "g", "garbage", "ten garbage", "garbage of " + strings.Repeat("\x00", 30), "0123456789"} {
			got, err := readAll(t, c.data+after)
			if got != c.want || err == nil {
				t.Errorf("%s, %q: %q, %v", name, after, got, err)
			}
		}
	}
}

// TestZerosInside sees that data whose end was replaced by zeros, as in a
// download that was not finished, is damaged and not padded.
func TestZerosInside(t *testing.T) {
	for name, data := range map[string]string{"gzip": gzipped(t, "one line\n"), "zstd": zstdPacked(t, strings.Repeat("one line\n", 50)), "bzip2": bzipped} {
		for cut := 1; cut < len(data); cut++ {
			if strings.TrimRight(data[cut:], "\x00") == "" {
				continue // the end is of zeros anyway
			}
			if _, err := readAll(t, data[:cut]+strings.Repeat("\x00", 600)); err == nil && cut > 3 {
				t.Errorf("%s, cut after %d of %d bytes: no error", name, cut, len(data))
			}
			if _, err := readAll(t, data[:cut]); err == nil && cut > 3 {
				t.Errorf("%s, cut after %d of %d bytes, nothing behind: no error", name, cut, len(data))
			}
		}
	}
}

func readAll(t *testing.T, data string) (string, error) {
	t.Helper()
	f, err := packed.Open(strings.NewReader(data), 1<<20)
	if err != nil {
		return "", err
	}
	defer f.Close()
	got, err := io.ReadAll(f.Body())
	return string(got), err
}
