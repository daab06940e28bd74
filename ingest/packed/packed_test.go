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
	for _, after := range []string{strings.Repeat("\x00", 30) + "garbage", "g", "garbage", "ten garbage", "garbage of " + strings.Repeat("\x00", 30), "0123456789"} {
		f, err := packed.Open(strings.NewReader(gzipped(t, "one ")+after), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(f.Body()); string(got) != "one " || err == nil {
			t.Errorf("%q: %q, %v", after, got, err)
		}
		f.Close()
	}
}
