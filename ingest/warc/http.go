package warc

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/ingest/packed"
)

// A response is the head of an HTTP response.
type response struct {
	status   int
	mime     string // media type, empty if not given
	charset  string
	encoding []string // of the content, in the order that they were applied
	chunked  bool
}

// keptBody bounds the memory that is kept from one body to the next, in bytes.
const keptBody = 4 << 20

var (
	errTooLarge = errors.New("the page is too large")
	errEncoding = errors.New("the body of the response cannot be decoded")
)

// parseResponse reads the head of an HTTP response. rest is how long it is; ok
// is false if b does not begin with one.
func parseResponse(b []byte) (r response, rest int, ok bool) {
	if !bytes.HasPrefix(b, []byte("HTTP/")) {
		return r, 0, false
	}
	first := true
	for rest < len(b) {
		line := b[rest:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		rest += len(line)
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			return r, rest, true
		}
		if first {
			if fields := strings.Fields(text); len(fields) > 1 {
				r.status, _ = strconv.Atoi(fields[1])
			}
			first = false
			continue
		}
		name, value, _ := strings.Cut(text, ":")
		r.set(strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value))
	}
	return r, rest, true
}

func (r *response) set(name, value string) {
	switch name {
	case "content-type":
		r.mime = mediaType(value)
		if _, after, ok := strings.Cut(strings.ToLower(value), "charset="); ok {
			r.charset, _, _ = strings.Cut(strings.Trim(after, `"' `), ";")
			r.charset = strings.Trim(r.charset, `"' `)
		}
	case "content-encoding":
		for part := range strings.SplitSeq(strings.ToLower(value), ",") {
			r.encoding = append(r.encoding, strings.TrimSpace(part))
		}
	case "transfer-encoding":
		for part := range strings.SplitSeq(strings.ToLower(value), ",") {
			switch part = strings.TrimSpace(part); part {
			case "chunked":
				r.chunked = true
			default:
				r.encoding = append(r.encoding, part)
			}
		}
	}
}

// A bodyDecoder undoes the encodings of HTTP bodies. It keeps its buffers.
type bodyDecoder struct {
	gz  *gzip.Reader
	out [2]bytes.Buffer // by turns: one encoding may lie within another
}

// decode returns the content of a body, at most limit bytes long. It may use
// the memory of body, and the result is good until the next call.
func (d *bodyDecoder) decode(r *response, body []byte, limit int64) ([]byte, error) {
	if r.chunked {
		body = unchunk(body)
	}
	for i, encoding := range slices.Backward(r.encoding) {
		var err error
		if body, err = d.unpack(encoding, body, &d.out[i%2], limit); err != nil {
			return nil, err
		}
	}
	if int64(len(body)) > limit {
		return nil, errTooLarge
	}
	return body, nil
}

// unpack undoes one encoding. A body that is not encoded as its response says
// is returned as it is. Of a damaged one, what comes before the damage counts.
func (d *bodyDecoder) unpack(encoding string, body []byte, out *bytes.Buffer, limit int64) ([]byte, error) {
	in, err := d.open(encoding, body)
	if in == nil || err != nil {
		return body, err
	}
	if c, ok := in.(io.Closer); ok {
		defer func() { _ = c.Close() }() // closes no file
	}
	if out.Reset(); out.Cap() > keptBody {
		*out = bytes.Buffer{}
	}
	n, err := out.ReadFrom(io.LimitReader(in, limit+1))
	switch {
	case n > limit:
		return nil, errTooLarge
	case err != nil && n == 0 && len(body) > 0:
		return nil, fmt.Errorf("%w: %s: %w", errEncoding, encoding, err)
	}
	return out.Bytes(), nil
}

// open returns a reader of a body in an encoding; nil if the body is not in it.
func (d *bodyDecoder) open(encoding string, body []byte) (io.Reader, error) {
	switch encoding {
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
			return nil, nil
		}
		var err error
		if d.gz == nil {
			d.gz, err = gzip.NewReader(bytes.NewReader(body))
		} else {
			err = d.gz.Reset(bytes.NewReader(body))
		}
		if err != nil {
			d.gz = nil
			return nil, fmt.Errorf("%w: %s: %w", errEncoding, encoding, err)
		}
		return d.gz, nil
	case "deflate":
		// Servers send it with the header of zlib or without one.
		if z, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
			return z, nil
		}
		if looksLikeText(body) {
			return nil, nil
		}
		return flate.NewReader(bytes.NewReader(body)), nil
	case "br":
		if looksLikeText(body) {
			return nil, nil
		}
		return brotli.NewReader(bytes.NewReader(body)), nil
	case "zstd":
		if !bytes.HasPrefix(body, []byte("\x28\xb5\x2f\xfd")) {
			return nil, nil
		}
		z, err := packed.NewZstd(nil)
		if err != nil {
			return nil, err
		}
		if err := z.Reset(bytes.NewReader(body)); err != nil {
			z.Close()
			return nil, fmt.Errorf("%w: %s: %w", errEncoding, encoding, err)
		}
		return zstdBody{z}, nil
	}
	return nil, nil
}

// zstdBody closes its decoder as other readers do.
type zstdBody struct{ *zstd.Decoder }

// Close closes the decoder; the error is always nil.
func (z zstdBody) Close() error {
	z.Decoder.Close()
	return nil
}

// looksLikeText reports whether a body is markup already.
func looksLikeText(b []byte) bool {
	b = bytes.TrimLeft(b[:min(len(b), 256)], " \t\r\n\ufeff")
	return len(b) > 0 && b[0] == '<'
}

// unchunk undoes the chunked transfer encoding in place. A body that is not
// chunked is returned as it is; behind a broken chunk, the rest is.
func unchunk(body []byte) []byte {
	out := body[:0]
	for rest := body; len(rest) > 0; {
		size, start, ok := chunkSize(rest)
		if !ok {
			return append(out, rest...)
		}
		if size == 0 {
			return out
		}
		end := min(start+size, len(rest))
		out = append(out, rest[start:end]...)
		rest = rest[end:]
		rest = bytes.TrimPrefix(rest, []byte("\r"))
		rest = bytes.TrimPrefix(rest, []byte("\n"))
	}
	return out
}

// chunkSize reads the line in front of a chunk and returns where the chunk
// begins.
func chunkSize(b []byte) (size, start int, ok bool) {
	end := bytes.IndexByte(b[:min(len(b), 1024)], '\n')
	if end < 0 {
		return 0, 0, false
	}
	line, _, _ := bytes.Cut(b[:end], []byte(";"))
	n, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 31)
	return int(n), end + 1, err == nil
}
